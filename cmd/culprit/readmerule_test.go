package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestReadmeRule loads the rule that the README shows and runs its cases.
func TestReadmeRule(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(language string) string {
		m := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(data)
		if m == nil {
			t.Fatalf("no %s block in the README", language)
		}
		return string(m[1])
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "orders.hcl"), []byte(block("hcl")), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(block("txtar"))).Files {
		log := filepath.Join(t.TempDir(), "shop.log")
		if err := os.WriteFile(log, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		code := run(context.Background(), []string{"analyze", "--rules", dir, log}, nil, &out, &out)
		if said := strings.Contains(out.String(), "order 4711 was lost"); said != strings.HasPrefix(f.Name, "fires/") || said != (code == exitFound) {
			t.Errorf("%s: exit %d\n%s", f.Name, code, out.String())
		}
	}
}
