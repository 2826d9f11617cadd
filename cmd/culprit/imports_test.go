package main

import (
	"os/exec"
	"strings"
	"testing"
)

// What a package and everything it imports may not know. The engine reasons
// over facts wherever they come from; parsers know no rules; the vocabulary
// stands on the standard library alone.
func TestImports(t *testing.T) {
	const (
		docker   = "github.com/docker/"
		fsnotify = "github.com/fsnotify/"
		nvml     = "github.com/NVIDIA/"
		hcl      = "github.com/hashicorp/hcl"
		expr     = "github.com/expr-lang/"
		lazily   = "culprit/engine/lazyregexp" // a leaf for all but the vocabulary
		sqlite   = "modernc.org/"
	)
	for _, c := range []struct {
		pkg       string
		forbidden []string
	}{
		{"culprit/engine/fact", []string{"culprit/", "github.com/", "golang.org/"}},
		{lazily, []string{"culprit/", "github.com/", "golang.org/"}},
		{"culprit/engine/source", []string{"culprit/parsers", "github.com/", "golang.org/"}},
		{"culprit/engine/scan", []string{"culprit/", "github.com/"}},
		{"culprit/engine/topology", []string{"culprit/parsers", "github.com/"}},
		{"culprit/engine/condition", []string{"culprit/parsers", docker, fsnotify, nvml, hcl, "os/exec", "net/http"}},
		{"culprit/engine", []string{"culprit/parsers", "culprit/engine/source", "culprit/engine/rulefile", docker, fsnotify, nvml, hcl, "golang.org/x/term"}},
		{"culprit/engine/collect", []string{"culprit/parsers", "github.com/", "golang.org/"}},
		{"culprit/engine/source/host", []string{"culprit/parsers", "github.com/"}},
		{"culprit/engine/source/nvml", []string{"culprit/parsers", docker}},
		{"culprit/engine/source/kmsg", []string{"culprit/parsers", "github.com/"}},
		{"culprit/engine/source/journal", []string{"culprit/parsers", "github.com/", "golang.org/"}},
		{"culprit/engine/source/refresh", []string{"culprit/parsers", "github.com/", "golang.org/"}},
		{"culprit/engine/source/docker", []string{"culprit/parsers", hcl, expr}},
		{"culprit/engine/source/tail", []string{"culprit/parsers", docker, hcl, expr}},
		{"culprit/engine/watch", []string{docker, fsnotify, hcl, "golang.org/x/term", sqlite}},
		{"culprit/engine/notify", []string{"culprit/parsers", docker, fsnotify, hcl, "golang.org/x/term"}},
		{"culprit/engine/metrics", []string{"culprit/", "github.com/", "net/http"}},
		{"culprit/engine/loopback", []string{"culprit/", "github.com/"}},
		{"culprit/engine/history", []string{"culprit/parsers", docker, fsnotify, hcl, "golang.org/x/term"}},
		{"culprit/engine/redact", []string{"culprit/", "github.com/", "golang.org/"}},
		{"culprit/engine/report", []string{"culprit/parsers", docker, hcl, sqlite}},
		{"culprit/parsers", []string{"culprit/rules", "culprit/engine", expr, hcl, docker}},
		{"culprit/engine/ingest", []string{"culprit/rules", "culprit/engine/condition", expr, hcl, docker}},
		{"culprit/rules", []string{"culprit/", "github.com/"}},
	} {
		out, err := exec.Command("go", "list", "-deps", c.pkg).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", c.pkg, err)
		}
		for _, dep := range strings.Fields(string(out)) {
			if dep == c.pkg || dep == lazily && c.pkg != "culprit/engine/fact" || c.pkg == "culprit/parsers" && (dep == "culprit/engine/fact" || dep == "culprit/engine/scan") {
				continue
			}
			for _, f := range c.forbidden {
				if strings.HasPrefix(dep, f) {
					t.Errorf("%s must not import %s", c.pkg, dep)
				}
			}
		}
	}
}
