package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine/report"
	"culprit/engine/source/docker/dockertest"
)

// oomOnPurpose is a cache that fills itself beyond its limit, three times: then
// its restart policy gives up and everything stands still.
const oomOnPurpose = `import subprocess, socket, time
server = subprocess.Popen(["redis-server", "--save", "", "--requirepass", "Canary-url-2"])
while True:
    try:
        c = socket.create_connection(("127.0.0.1", 6379))
        break
    except OSError:
        time.sleep(0.1)
time.sleep(1)
c.sendall(b"AUTH Canary-url-2\r\n")
c.recv(100)
try:
    for i in range(100):
        c.sendall(b"*3\r\n$3\r\nSET\r\n$2\r\n%02d\r\n$1048576\r\n" % i + b"x" * 1048576 + b"\r\n")
        c.recv(100)
except OSError:
    pass
raise SystemExit(128 + 9 if server.wait() == -9 else 1)
`

// unknownName is what redis-py says of a name that does not resolve.
var unknownName = regexp.MustCompile(`Error -\d connecting to redis:6379`)

// shop starts four containers: a worker and an API that need a cache, which
// the kernel kills at its limit, and a database that is well. Each secret class
// is somewhere in them.
func shop(t *testing.T) *dockertest.Project {
	t.Helper()
	dockertest.Require(t)
	p := dockertest.NewProject(t, "culpritlive")
	redis := p.Up("redis", "--memory", "48m", "--memory-swap", "48m", "--restart", "on-failure:2", "--label", "example.api-token=Canary-label-1", "--", "python3", "-uc", oomOnPurpose)
	dockertest.Until(t, 3*time.Minute, "the cache answers", func() bool { return strings.Contains(dockertest.Logs(t, redis), "Ready to accept") })
	secrets := []string{"-e", "REDIS_URL=redis://:Canary-url-2@redis:6379/0", "-e", "BROKER_RETRIES=100000", "-e", "SOME_SETTING=Canary env three", "-e", "AWS_ACCESS_KEY_ID=AKIACANARY4CANARY4CA"}
	p.Up("worker", append(slices.Clone(secrets), "--", "sh", "-c", "echo 'Authorization: Bearer CanaryBearer5abcdef'; echo '{\"password\":\"Canary-json-6\"}'; echo 'url is Canary-url-2'; exec python3 -m celery -A tasks worker -c 1 -l info")...)
	p.Up("api", append(slices.Clone(secrets), "--health-cmd", "curl -fsS -H 'X-Api-Key: Canary-header-7' http://127.0.0.1:8000/health", "--health-interval", "1s", "--health-retries", "2", "--", "gunicorn", "-b", "0.0.0.0:8000", "--access-logfile", "-", "api:app")...)
	p.Up("postgres", "-e", "POSTGRES_PASSWORD=Canary-pg-8", "--", "bash", "/app/postgres.sh")
	dockertest.Until(t, 3*time.Minute, "the cache was killed three times and stays down", func() bool {
		return dockertest.Docker(t, "inspect", "-f", "{{.State.Status}} {{.RestartCount}}", redis) == "exited 2"
	})
	// The name leaves Docker's DNS with the container: from then on nothing new happens.
	for _, service := range []string{"worker", "api"} {
		dockertest.Until(t, 3*time.Minute, service+" can't find the cache any more", func() bool {
			return unknownName.MatchString(dockertest.Logs(t, p.Name+"-"+service+"-1"))
		})
	}
	dockertest.Until(t, 3*time.Minute, "the API is unhealthy", func() bool {
		return dockertest.Docker(t, "inspect", "-f", "{{.State.Health.Status}}", p.Name+"-api-1") == "unhealthy"
	})
	return p
}

// said are the diagnoses of a JSON report as "cause subject", those of other
// containers on this machine left out.
func said(t *testing.T, project string, args ...string) (list []string, first report.Diagnosis, text string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(context.Background(), append(args, "--format", "json"), nil, &out, &errs)
	r := &report.Report{}
	if err := json.Unmarshal(out.Bytes(), r); err != nil || code == exitUsage {
		t.Fatalf("%v: exit %d, %v: %s", args, code, err, errs.String())
	}
	for _, d := range r.Diagnoses {
		if d.Subject.Project == project {
			if list = append(list, d.Cause+" "+d.Subject.Name); len(list) == 1 {
				first = d
			}
		}
	}
	slices.Sort(list)
	return list, first, out.String() + errs.String()
}

// TestLiveAndCollected: what diagnose says of a failing stack, analyze says of
// the bundle collected from it; neither shows a secret.
func TestLiveAndCollected(t *testing.T) {
	p := shop(t)
	bundle := filepath.Join(t.TempDir(), "bundle.tar.gz")
	var errs bytes.Buffer
	if code := run(context.Background(), []string{"collect", "-o", bundle, "--since", "10m"}, nil, io.Discard, &errs); code != exitOK {
		t.Fatalf("collect: exit %d: %s", code, errs.String())
	}
	live, first, text := said(t, p.Name, "diagnose", "--since", "10m")
	collected, firstOf, collectedText := said(t, p.Name, "analyze", bundle)
	if !slices.Equal(live, collected) {
		t.Errorf("diagnose says\n%s\nanalyze of the bundle\n%s", strings.Join(live, "\n"), strings.Join(collected, "\n"))
	}
	for how, d := range map[string]report.Diagnosis{"diagnose": first, "analyze": firstOf} {
		if d.Cause != "memory.container-limit" || d.Subject.Service != "redis" || !d.Root {
			t.Errorf("%s names %s on %s first", how, d.Cause, d.Subject.Name)
		}
	}
	if len(live) < 3 {
		t.Errorf("only %q", live)
	}
	scoped, first, scopedText := said(t, p.Name, "diagnose", "--since", "10m", "worker")
	if first.Cause != "memory.container-limit" || slices.ContainsFunc(scoped, func(s string) bool { return strings.Contains(s, "-api-1") }) {
		t.Errorf("diagnose worker: %q", scoped)
	}
	files := bundleText(t, bundle)
	if !strings.Contains(files, p.Name+"-postgres-1") || !strings.Contains(files, "redis://:[secret#") || strings.Count(files, "[secret#") < 10 {
		t.Error("the bundle has no redacted environment")
	}
	for where, text := range map[string]string{"diagnose": text, "analyze": collectedText, "diagnose worker": scopedText, "the bundle": files, "collect": errs.String()} {
		if i := strings.Index(text, "Canary"); i >= 0 {
			t.Errorf("%s shows a secret: …%s…", where, text[max(0, i-100):min(len(text), i+60)])
		}
		if strings.Contains(text, "AKIACANARY") {
			t.Errorf("%s shows the AWS key", where)
		}
	}
}

// bundleText is all text of a bundle.
func bundleText(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	r := tar.NewReader(z)
	for {
		h, err := r.Next()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n== %s\n", h.Name)
		if _, err := io.Copy(&b, r); err != nil {
			t.Fatal(err)
		}
	}
}
