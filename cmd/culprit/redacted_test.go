package main

import (
	"bytes"
	"context"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"culprit/engine"
	"culprit/engine/collect"
	"culprit/engine/coverage"
	"culprit/engine/redact"
	"culprit/engine/source"
	"culprit/engine/source/bundle"
)

// held is a source of texts that were read before.
type held []heldStream

type heldStream struct{ name, text string }

func (held) Kind() string { return "held" }

func (h held) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, s := range h {
			if !yield(source.Stream{Name: s.name, Open: func(context.Context) (io.ReadCloser, error) {
				return io.NopCloser(strings.NewReader(s.text)), nil
			}}, nil) {
				return
			}
		}
	}
}

// hold reads all streams of a path.
func hold(t *testing.T, path string) held {
	t.Helper()
	b, err := bundle.Open(path, nil, bundle.DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	var h held
	for s, err := range b.Streams(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		body, err := s.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		h = append(h, heldStream{s.Name, string(text)})
	}
	return h
}

// collected writes what a path holds into a bundle, as collect does.
func collected(t *testing.T, path string) (bundle string) {
	t.Helper()
	var out bytes.Buffer
	if _, err := collect.Write(t.Context(), &out, []source.Source{hold(t, path)}, collect.Options{Hide: redact.New()}); err != nil {
		t.Fatal(err)
	}
	bundle = filepath.Join(t.TempDir(), "bundle.tar.gz")
	if err := os.WriteFile(bundle, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return bundle
}

// TestCanariesCollected: the canaries of all inputs are in no collected bundle
// and in nothing that is said of it.
func TestCanariesCollected(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, canaryFiles(t))
	bundle := collected(t, dir)
	unseen(t, "the bundle", bundleText(t, bundle))
	var out bytes.Buffer
	if run(context.Background(), []string{"facts", "dump", bundle}, nil, &out, &out) != exitOK || out.Len() < 1000 {
		t.Error(out.String())
	}
	unseen(t, "facts dump of the bundle", out.String())
}

// TestRedactionKeepsDiagnoses: what the rules need outlives the hiding of
// secrets. Each story says the same before and after.
func TestRedactionKeepsDiagnoses(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(bundles, "*"))
	if err != nil || len(paths) < 5 {
		t.Fatal(paths, err)
	}
	c := &console{in: strings.NewReader(""), out: io.Discard, err: io.Discard}
	set, err := c.loadRules(ruleOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if filepath.Ext(path) == ".json" {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			if before, after := about(t, c, set, path), about(t, c, set, collected(t, path)); !slices.Equal(before, after) {
				t.Errorf("before\n%s\nafter\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
			}
		})
	}
}

// about are the diagnoses of an input as "cause subject", in rank order.
func about(t *testing.T, c *console, set *engine.RuleSet, path string) (list []string) {
	t.Helper()
	in, err := c.read(t.Context(), []string{path}, set)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range engine.Diagnose(set, in.Facts, engine.Options{Coverage: coverage.Of(in.Result)}).Diagnoses {
		list = append(list, d.Cause.ID+" "+string(d.Subject.Kind)+" "+d.Subject.Name)
	}
	return list
}
