package docker

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine/source/docker/dockertest"
)

// TestRealEngine: everything can be had through a proxy that only reads, and
// logs come back line by line: both streams, cut lines, a terminal.
func TestRealEngine(t *testing.T) {
	dockertest.Require(t)
	p := dockertest.NewProject(t, "culpritsource")
	lines := p.Up("lines", "--", "python3", "-uc", "import sys\nfor i in range(500):\n print('out', i)\n print('err', i, file=sys.stderr)\nprint('x'*40000)\nprint('end')")
	p.Up("tty", "-t", "--", "sh", "-c", "echo from a terminal")
	silent := p.Up("silent", "--log-driver", "none", "--", "sleep", "600")
	dockertest.Until(t, time.Minute, "the programs have ended", func() bool {
		return dockertest.Docker(t, "inspect", "-f", "{{.State.Status}}", lines, p.Name+"-tty-1") == "exited\nexited"
	})
	t.Setenv("DOCKER_HOST", dockertest.ReadOnlyProxy(t))
	e, err := Open(t.Context(), Options{Tail: 100_000})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	got := read(t, e)

	var out, errs int
	log := strings.Split(strings.TrimSpace(got["docker/logs/"+lines+".log"]), "\n")
	for _, l := range log {
		_, text, _ := strings.Cut(l, " ")
		switch {
		case text == fmt.Sprintf("stdout F out %d", out):
			out++
		case text == fmt.Sprintf("stderr F err %d", errs):
			errs++
		}
	}
	if out != 500 || errs != 500 {
		t.Errorf("%d and %d of 500 lines came in order", out, errs)
	}
	// 40,000 bytes are three pieces of at most 16 KiB.
	long := slices.DeleteFunc(log, func(l string) bool { return !strings.Contains(l, " stdout ") })
	long = long[len(long)-4:]
	if pieces := fmt.Sprint(len(piece(long[0], "P")), len(piece(long[1], "P")), len(piece(long[2], "F"))); pieces != "16384 16384 7232" || piece(long[3], "F") != "end" {
		t.Errorf("the long line came in pieces of %s", pieces)
	}
	if text := got["docker/logs/"+p.Name+"-tty-1.log"]; !strings.HasSuffix(text, " stdout F from a terminal\n") || strings.Count(text, "\n") != 1 {
		t.Errorf("terminal: %q", text)
	}
	if text := got["docker/logs/"+silent+".log"]; !strings.Contains(text, "!") || !strings.Contains(text, "read") {
		t.Errorf("log driver none: %q", text)
	}
	for name, part := range map[string]string{
		"docker/version.json": `"ApiVersion"`, "docker/info.json": `"Driver"`, "docker/ps.txt": silent, "docker/inspect.json": `"Name": "/` + lines, "docker/events.jsonl": `"exitCode":"0"`,
		"docker/stats.txt": silent, "docker/system_df.txt": "Images", "docker/networks.json": p.Name + "_default", "docker/volumes.json": "[", "docker/top/" + silent + ".txt": "sleep 600",
	} {
		if !strings.Contains(got[name], part) || strings.HasPrefix(got[name], "!") {
			t.Errorf("%s: %.300s", name, got[name])
		}
	}

	few := read(t, e.With(Options{Tail: 3}))["docker/logs/"+lines+".log"]
	if n := strings.Count(few, "\n"); n != 3 {
		t.Errorf("--tail 3 gives %d records: %.200s", n, few)
	}
	if late := read(t, e.With(Options{Since: time.Now().Add(time.Hour)}))["docker/logs/"+lines+".log"]; late != "" {
		t.Errorf("logs of the future: %.200s", late)
	}
}

// piece is the text of a line with the given tag.
func piece(line, tag string) string {
	_, text, _ := strings.Cut(line, " stdout "+tag+" ")
	return text
}
