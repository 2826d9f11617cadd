package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs the commands of the README's sh blocks in the repository, as a
// reader would, and checks that the report it shows is the one it gets. The
// command that runs the tests is only looked for: it is running already.
func TestReadme(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "culprit")
	seenTests := false
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(data), -1) {
		for _, line := range strings.Split(strings.TrimSpace(block[1]), "\n") {
			if line == "go test ./..." {
				seenTests = true
				continue
			}
			line = strings.ReplaceAll(line, "-o culprit ", "-o "+binary+" ")
			line = strings.ReplaceAll(line, "./culprit ", binary+" ")
			cmd := exec.Command("sh", "-c", line)
			cmd.Dir = "../.."
			out, err := cmd.CombinedOutput()
			// analyze and diff exit with 1 when they found something; go run says so too.
			if exit, ok := err.(*exec.ExitError); err != nil && (!ok || exit.ExitCode() != 1 || !strings.Contains(line, "analyze") && !strings.Contains(line, " diff ")) || len(out) == 0 && !strings.HasPrefix(line, "go build") {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
		}
	}
	if !seenTests {
		t.Error("the README names no command that runs the tests")
	}
	var report bytes.Buffer
	run(context.Background(), []string{"analyze", "../../testdata/bundles/cache-oom-cascade"}, nil, &report, &bytes.Buffer{})
	shown, _, _ := strings.Cut(report.String(), "\n\nread ")
	for _, line := range strings.Split(shown, "\n") {
		if !strings.Contains(string(data), strings.TrimRight("    "+line, " ")) {
			t.Errorf("the report in the README lacks the line %q", line)
		}
	}
}
