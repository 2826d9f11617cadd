package docker

import (
	"bufio"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docker/docker/api/types/container"

	"culprit/engine/source"
	"culprit/engine/source/docker/dockertest"
)

const (
	webID = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	dbID  = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
)

// answers of a made-up engine by path; the shapes are those of API 1.44.
var answers = map[string]string{
	"/version":                        `{"Version":"25.0.3","ApiVersion":"1.44","KernelVersion":"6.8.0"}`,
	"/info":                           `{"Name":"host","Driver":"overlay2","CgroupVersion":"2"}`,
	"/containers/json":                `[{"Id":"` + webID + `","Names":["/db/web","/web"],"Image":"web:1","Command":"gunicorn -b 0.0.0.0:8000 api:app","Created":1763935900,"State":"running","Status":"Up 2 hours","Ports":[{"IP":"0.0.0.0","PrivatePort":8000,"PublicPort":80,"Type":"tcp"}]},{"Id":"` + dbID + `","Names":["/db"],"Image":"postgres","Command":"postgres","Created":1763935900,"State":"exited","Status":"Exited (1) 3 minutes ago"}]`,
	"/containers/" + webID + "/json":  `{"Id":"` + webID + `","Name":"/web","State":{"Status":"running"},"Config":{"Tty":false}}`,
	"/containers/" + dbID + "/json":   `{"Id":"` + dbID + `","Name":"/db","State":{"Status":"exited","ExitCode":1},"Config":{"Tty":true}}`,
	"/containers/" + webID + "/stats": `{"read":"2026-11-23T22:12:31Z","name":"/web","pids_stats":{"current":5},"cpu_stats":{"cpu_usage":{"total_usage":300000000},"system_cpu_usage":4000000000,"online_cpus":2},"precpu_stats":{"cpu_usage":{"total_usage":100000000},"system_cpu_usage":2000000000},"memory_stats":{"usage":15728640,"limit":16777216,"stats":{"inactive_file":2621440}},"networks":{"eth0":{"rx_bytes":8740000,"tx_bytes":14800}}}`,
	"/containers/" + webID + "/top":   `{"Titles":["UID","PID","CMD"],"Processes":[["root","811","gunicorn -b 0.0.0.0:8000 api:app"]]}`,
	"/containers/" + webID + "/logs":  dockertest.Frame(1, "2026-11-23T22:12:23.420373225Z begin") + dockertest.Frame(2, "2026-11-23T22:12:23.420373226Z an error\n") + dockertest.Frame(1, "2026-11-23T22:12:23.420373225Z  and end\n") + dockertest.Frame(1, "2026-11-23T22:12:24.000000000Z \n"),
	"/containers/" + dbID + "/logs":   "2026-11-23T22:12:23.420373225Z FATAL:  no\r\n2026-11-23T22:12:24.420373225Z cut",
	"/events":                         `{"status":"die","id":"` + dbID + `","Type":"container","Action":"die","Actor":{"ID":"` + dbID + `","Attributes":{"exitCode":"1","name":"db"}},"time":1763935951,"timeNano":1763935951897143862}`,
	"/system/df":                      `{"LayersSize":1200000000,"Images":[{"Id":"a","Containers":1,"Size":1000000000,"SharedSize":0},{"Id":"b","Containers":0,"Size":200000000,"SharedSize":0}],"Containers":[{"Id":"c","SizeRw":1000000,"State":"exited"}],"Volumes":[{"Name":"v","UsageData":{"RefCount":0,"Size":5000000}}],"BuildCache":[]}`,
	"/networks":                       `[{"Name":"shop","Id":"n1"}]`,
	"/networks/n1":                    `{"Name":"shop","Id":"n1","IPAM":{"Config":[{"Subnet":"172.18.0.0/16"}]}}`,
	"/volumes":                        `{"Volumes":[{"Name":"data","Driver":"local","Mountpoint":"/var/lib/docker/volumes/data/_data"}]}`,
}

// fake is an engine that gives the answers.
func fake(t *testing.T, answers map[string]string) *Engine {
	t.Helper()
	t.Setenv("DOCKER_HOST", dockertest.Fake(t, answers))
	e, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// read returns the streams' texts by name; what is missing begins with "!".
func read(t *testing.T, s source.Source) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for stream, err := range s.Streams(t.Context()) {
		var data []byte
		if err == nil {
			var body io.ReadCloser
			if body, err = stream.Open(t.Context()); err == nil {
				data, err = io.ReadAll(body)
				body.Close()
			}
		}
		var missing *source.Missing
		var gap *source.Gap
		switch {
		case errors.As(err, &missing):
			texts[missing.Stream] = "!" + missing.Reason
		case errors.As(err, &gap):
			texts[gap.Stream] = string(data) + "!" + gap.Reason
		case err != nil:
			t.Errorf("%s: %v", stream.Name, err)
		default:
			texts[stream.Name] = string(data)
		}
	}
	return texts
}

func TestStreams(t *testing.T) {
	e := fake(t, answers)
	e.now = time.Unix(1763935900+3*3600, 0)
	got := read(t, e)
	for name, want := range map[string]string{
		"docker/logs/web.log": "2026-11-23T22:12:23.420373225Z stdout P begin\n2026-11-23T22:12:23.420373226Z stderr F an error\n2026-11-23T22:12:23.420373225Z stdout F  and end\n2026-11-23T22:12:24.000000000Z stdout F \n",
		"docker/logs/db.log":  "2026-11-23T22:12:23.420373225Z stdout F FATAL:  no\n2026-11-23T22:12:24.420373225Z stdout F cut\n",
		"docker/top/web.txt":  "UID       PID       CMD\nroot      811       gunicorn -b 0.0.0.0:8000 api:app\n",
		"docker/stats.txt": "CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT   MEM %     NET I/O           BLOCK I/O   PIDS\n" +
			"9f86d081884c   web       20.00%    12.5MiB / 16MiB     78.12%    8.74MB / 14.8kB   0B / 0B     5\n",
		"docker/ps.txt": "CONTAINER ID   IMAGE      COMMAND                  CREATED       STATUS                     PORTS                  NAMES\n" +
			"60303ae22b99   postgres   \"postgres\"               3 hours ago   Exited (1) 3 minutes ago                          db\n" +
			"9f86d081884c   web:1      \"gunicorn -b 0.0.0.0…\"   3 hours ago   Up 2 hours                 0.0.0.0:80->8000/tcp   web\n",
		"docker/system_df.txt": "TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE\nImages          2         1         1.2GB     200MB (16%)\nContainers      1         0         1MB       1MB (100%)\nLocal Volumes   1         0         5MB       5MB (100%)\nBuild Cache     0         0         0B        0B\n",
	} {
		if got[name] != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got[name], want)
		}
	}
	for name, part := range map[string]string{
		"docker/version.json": `"ApiVersion": "1.44"`, "docker/info.json": `"Driver": "overlay2"`, "docker/inspect.json": `"ExitCode": 1`,
		"docker/events.jsonl": `"exitCode":"1"`, "docker/networks.json": "172.18.0.0/16", "docker/volumes.json": `"Mountpoint"`,
	} {
		if !strings.Contains(got[name], part) {
			t.Errorf("%s: %s", name, got[name])
		}
	}
	if listed := len(List()); listed != len(documents)+2 {
		t.Errorf("%d rows are listed", listed)
	}
}

// TestScope: with containers chosen, the others' logs are not read; who there
// is stays known.
func TestScope(t *testing.T) {
	got := read(t, fake(t, answers).With(Options{Containers: []string{dbID}}))
	if _, ok := got["docker/logs/web.log"]; ok || got["docker/logs/db.log"] == "" || !strings.Contains(got["docker/inspect.json"], webID) {
		t.Error(slices.Sorted(maps.Keys(got)))
	}
}

// TestMissing: what the engine does not answer is named with its reason, and
// the rest is there.
func TestMissing(t *testing.T) {
	some := maps.Clone(answers)
	delete(some, "/containers/"+dbID+"/logs")
	delete(some, "/system/df")
	some["/containers/"+webID+"/logs"] = dockertest.Frame(1, "2026-11-23T22:12:23.420373225Z one\n") + dockertest.Frame(3, "log file is gone\n")
	got := read(t, fake(t, some))
	for name, want := range map[string]string{
		"docker/logs/db.log": "does not support reading", "docker/system_df.txt": "!", "docker/logs/web.log": "stdout F one\n!the engine cut the log: log file is gone", "docker/ps.txt": "CONTAINER ID",
	} {
		if !strings.Contains(got[name], want) {
			t.Errorf("%s: %q", name, got[name])
		}
	}
	some["/containers/"+webID+"/logs"] = dockertest.Frame(1, "2026-11-23T22:12:23.420373225Z one\n") + "\x01\x00\x00\x00\x00\x00\xff\xffcut"
	if got := read(t, fake(t, some))["docker/logs/web.log"]; !strings.Contains(got, "F one\n!") || !strings.Contains(got, "cut") {
		t.Errorf("%q", got)
	}
}

// TestDeadline: an engine that does not answer is left.
func TestDeadline(t *testing.T) {
	some := maps.Clone(answers)
	some["/info"] = "hang"
	e := fake(t, some)
	open := e.opener("docker/info.json", time.Millisecond, (*Engine).info)
	_, err := open(t.Context())
	var m *source.Missing
	if !errors.As(err, &m) || m.Reason != "the engine did not answer in time" {
		t.Error(err)
	}
}

// TestReadOnly: the transport refuses what could change something.
func TestReadOnly(t *testing.T) {
	api, err := connect("tcp://127.0.0.1:1", roundTripper(func(r *http.Request) (*http.Response, error) {
		t.Errorf("%s %s left", r.Method, r.URL.Path)
		return nil, errors.New("no")
	}))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for name, err := range map[string]error{
		"stop":   api.ContainerStop(ctx, "x", container.StopOptions{}),
		"remove": api.ContainerRemove(ctx, "x", container.RemoveOptions{}),
		"start":  api.ContainerStart(ctx, "x", container.StartOptions{}),
	} {
		if err == nil || !strings.Contains(err.Error(), "culprit only reads") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestUnreachable(t *testing.T) {
	t.Setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
	if _, err := Open(t.Context(), Options{}); !errors.Is(err, ErrUnreachable) || !strings.Contains(err.Error(), "Cannot connect to the Docker daemon at unix:///nonexistent/docker.sock") {
		t.Error(err)
	}
	t.Setenv("DOCKER_HOST", "nonsense")
	if _, err := Open(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "DOCKER_HOST") {
		t.Error(err)
	}
}

func FuzzFrames(f *testing.F) {
	f.Add(dockertest.Frame(1, "2026-11-23T22:12:23.420373225Z x\n") + dockertest.Frame(2, "y"))
	f.Fuzz(func(_ *testing.T, s string) {
		l := &logReader{next: (&framedLog{in: bufio.NewReader(strings.NewReader(s))}).next, close: func() error { return nil }}
		io.Copy(io.Discard, l)
	})
}
