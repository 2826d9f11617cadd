package bundle

import (
	"path"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

var (
	collected  = lazyregexp.New(`(?:^|/)docker/(?:logs|top)/([^/]+)\.(?:log|txt)$`) // culprit collect
	dockerLog  = lazyregexp.New(`(?:^|/)containers/([0-9a-f]{64})/`)
	sosLog     = lazyregexp.New(`(?:docker|podman|crictl)_logs_-t_([\w.-]+)$`)
	podLog     = lazyregexp.New(`(?:^|/)pods/logs/([^/]+)/([^/]+)/([^/]+?)(?:-previous)?\.log$`)
	mustGather = lazyregexp.New(`(?:^|/)namespaces/([^/]+)/pods/([^/]+)/([^/]+)/[^/]+/logs/`)
	kubeletLog = lazyregexp.New(`(?:^|/)containers/([^/_]+)_([^/_]+)_([^/]+)-([0-9a-f]{64})\.log`)
	podsDir    = lazyregexp.New(`(?:^|/)var/log/pods/([^/_]+)_([^/_]+)_[^/]+/([^/]+)/\d+\.log`)
	dumpLog    = lazyregexp.New(`(?:^|/)([^/]+)/([^/]+)/logs\.txt$`)
	rotated    = lazyregexp.New(`(?:\.\d+|-\d{8})+$`)
	generic    = lazyregexp.New(`(?i)^(?:docker[-_]?)?(?:compose|logs?|output|paste|term(?:inal)?|console|shell|session|stdin|up|run|ci|build|journal|events?|inspect|state|ps|stats|info|version|all|report|problem|error|errors|stdout|stderr|combined|containers?|docker)(?:[-_.].*)?$`)
	hostLog    = lazyregexp.New(`(?i)^(?:dmesg|kern|kernel|kmsg|syslog|messages|journal|journalctl|audit|daemon|dockerd|docker|containerd|kubelet)(?:[-_.].*)?(?:log|txt)?$`)
)

// SubjectOf is whom a file is about, as far as its path says. A log is mostly
// called after its container; the topology decides later which one it is.
func SubjectOf(name string) fact.Subject {
	box := func(id, name, service, project string) fact.Subject {
		return fact.Subject{Kind: fact.Container, ID: id, Name: name, Service: service, Project: project}
	}
	pod := func(namespace, pod, container string) fact.Subject {
		return fact.Subject{Kind: fact.Pod, Name: pod + "/" + container, Service: container, Project: namespace}
	}
	if m := collected.FindStringSubmatch(name); m != nil {
		return box("", m[1], "", "")
	}
	if m := dockerLog.FindStringSubmatch(name); m != nil {
		return box(m[1], "", "", "")
	}
	if m := kubeletLog.FindStringSubmatch(name); m != nil {
		s := pod(m[2], m[1], m[3])
		s.ID = m[4]
		return s
	}
	if m := podsDir.FindStringSubmatch(name); m != nil {
		return pod(m[1], m[2], m[3])
	}
	if m := podLog.FindStringSubmatch(name); m != nil {
		return pod(m[1], m[2], m[3])
	}
	if m := mustGather.FindStringSubmatch(name); m != nil {
		return pod(m[1], m[2], m[3])
	}
	if m := dumpLog.FindStringSubmatch(name); m != nil {
		return fact.Subject{Kind: fact.Pod, Name: m[2], Project: m[1]}
	}
	base := path.Base(name)
	if m := sosLog.FindStringSubmatch(base); m != nil {
		return box("", m[1], "", "")
	}
	base = rotated.ReplaceAllString(base, "")
	ext := path.Ext(base)
	switch ext {
	case ".log", ".out", ".err":
	default:
		return fact.Subject{}
	}
	base = rotated.ReplaceAllString(strings.TrimSuffix(base, ext), "")
	base = strings.TrimSuffix(base, "-json")
	switch {
	case hostLog.MatchString(base):
		return fact.Subject{Kind: fact.Host}
	case generic.MatchString(base) || base == "":
		return fact.Subject{}
	}
	return box("", base, "", "")
}
