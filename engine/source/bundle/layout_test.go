package bundle

import (
	"testing"

	"culprit/engine/fact"
)

func TestLayout(t *testing.T) {
	const id = "a3990cb0faa202ce4e6aa236ed2cee66575c16100003312d5b77e9d3cf4d69f2"
	for _, c := range []struct {
		paths []string
		head  string
		kind  string
		noLog bool // of the last path
		host  string
		about fact.SubjectKind
	}{
		{paths: []string{"web.log"}, kind: "folder", about: fact.Container},
		{paths: []string{"sosreport-db-1-2026-11-23-abcdefg/etc/fstab"}, kind: "sosreport", noLog: true, host: "db-1"},
		{paths: []string{"sosreport-db-1-2026-11-23-abcdefg/var/log/dnf.log"}, kind: "sosreport", host: "db-1", about: fact.Host},
		{paths: []string{"sos_commands/docker/docker_ps_-a", "sos_commands/docker/containers/docker_logs_-t_web"}, kind: "sosreport", about: fact.Container},
		{paths: []string{"sos_commands/kubernetes/cluster-info/shop/daemonsets.json", "must-gather.logs"}, kind: "sosreport", noLog: true},
		{paths: []string{"b/cluster-resources/pods/logs/shop/web-0/web.log"}, kind: "troubleshoot", about: fact.Pod},
		{paths: []string{"b/host-collectors/run-host/df.txt"}, kind: "troubleshoot"},
		{paths: []string{"shop/daemonsets.json", "shop/web-0/logs.txt"}, kind: "cluster-info-dump", about: fact.Pod},
		{paths: []string{"shop/worker/logs.txt"}, kind: "folder", about: fact.Pod},
		{paths: []string{"must-gather.local.12/q/namespaces/shop/core/pods.yaml"}, kind: "must-gather", noLog: true},
		{paths: []string{"must-gather.local.12/q/host_service_logs/masters/crio_service.log"}, kind: "must-gather", about: fact.Host},
		{paths: []string{"containers/" + id + "/config.v2.json", "containers/" + id + "/" + id + "-json.log"}, kind: "docker-data", about: fact.Container},
		{paths: []string{"log/vm/dockerd.log", "log/host/com.docker.backend.log"}, kind: "docker-desktop", about: fact.Host},
		{paths: []string{"report.log"}, head: "____________________________________________\n\nStart of NVIDIA bug report log file.  Please", kind: "nvidia-bug-report", noLog: true, about: fact.Host},
		{paths: []string{"out.txt"}, head: "worker-1  | started\ncache-1   | ready\n", kind: "compose-logs"},
		{paths: []string{"out.txt", "ps.txt"}, head: "worker-1  | started\ncache-1   | ready\n", kind: "folder"},
	} {
		l := newLayout()
		for _, p := range c.paths {
			l.see(p, []byte(c.head))
		}
		last := c.paths[len(c.paths)-1]
		s, noLog := l.subject(last, []byte(c.head))
		if l.name("folder") != c.kind || noLog != c.noLog || l.host != c.host || s.Kind != c.about {
			t.Errorf("%v: %s, noLog %v, host %q, about %+v", c.paths, l.name("folder"), noLog, l.host, s)
		}
	}
}
