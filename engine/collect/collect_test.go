package collect

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"

	"culprit/engine/redact"
	"culprit/engine/source"
)

// A made is a source of texts by name; a text of "!reason" is missing.
type made []struct{ name, text string }

func (made) Kind() string { return "made" }

func (m made) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, s := range m {
			if !yield(source.Stream{Name: s.name, Command: "cat " + s.name, Open: func(context.Context) (io.ReadCloser, error) {
				if reason, missing := strings.CutPrefix(s.text, "!"); missing {
					return nil, &source.Missing{Stream: s.name, Reason: reason}
				}
				return io.NopCloser(strings.NewReader(s.text)), nil
			}}, nil) {
				return
			}
		}
	}
}

// unpack reads a bundle back; the last file must be its manifest.
func unpack(t *testing.T, bundle []byte) (map[string]string, *Manifest) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(bundle))
	if err != nil {
		t.Fatal(err)
	}
	files, last := map[string]string{}, ""
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[h.Name], last = string(text), h.Name
	}
	m := &Manifest{}
	if last != source.ManifestName || !strings.Contains(files[last], source.ManifestMark) {
		t.Fatalf("the last file is %s: %s", last, files[last])
	}
	if err := json.Unmarshal([]byte(files[last]), m); err != nil {
		t.Fatal(err)
	}
	return files, m
}

func TestWrite(t *testing.T) {
	var out bytes.Buffer
	var steps []string
	m, err := Write(t.Context(), &out, []source.Source{made{
		{"docker/inspect.json", `[{"Config":{"Env":["DB_PASSWORD=hunter22x"]}}]`},
		{"docker/events.jsonl", `{"Action":"die","x":{"password":"hunter22x"}}` + "\n" + `{"Action":"start"}`},
		{"gpu/nvidia_smi.txt", "!nvidia-smi is not installed"},
	}, made{{"host/ps.txt", "app --token abcd1234\napp hunter22x\n"}, {"host/bad.json", `{"a":`}}},
		Options{Version: "1", Host: "h", Hide: redact.New(), Progress: func(done, all int, now string, _ int64) {
			steps = append(steps, fmt.Sprintf("%d/%d %s", done, all, now))
		}})
	if err != nil {
		t.Fatal(err)
	}
	files, read := unpack(t, out.Bytes())
	if files["docker/inspect.json"] != "[\n  {\n    \"Config\": {\n      \"Env\": [\n        \"DB_PASSWORD=[secret#1]\"\n      ]\n    }\n  }\n]\n" ||
		files["docker/events.jsonl"] != `{"Action":"die","x":{"password":"[secret#1]"}}`+"\n"+`{"Action":"start"}` ||
		files["host/ps.txt"] != "app --token [secret#2]\napp [secret#1]\n" {
		t.Errorf("%q", files)
	}
	if read.Secrets != 2 || !read.Redacted || read.Interrupted || len(read.Streams) != 4 || read.Streams[0].Command != "cat docker/inspect.json" ||
		!slices.Equal(read.Missing, []Lost{{Stream: "gpu/nvidia_smi.txt", Reason: "nvidia-smi is not installed"}}) ||
		len(read.Cut) != 1 || read.Cut[0].Stream != "host/bad.json" || m.Secrets != 2 || len(steps) != 5 || steps[4] != "4/5 host/bad.json" {
		t.Errorf("%+v %q", read, steps)
	}
}

// TestMaxSize: long streams give up their oldest lines, short ones nothing, and
// what is lost is counted to the byte.
func TestMaxSize(t *testing.T) {
	var long strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&long, "line %d\n", i)
	}
	var out bytes.Buffer
	_, err := Write(t.Context(), &out, []source.Source{made{{"short.log", "one\n"}, {"a.log", long.String()}, {"b.log", long.String()}, {"doc.json", `["` + strings.Repeat("x", 50_000) + `"]`}}},
		Options{Asked: Asked{MaxBytes: 64 << 10}})
	if err != nil {
		t.Fatal(err)
	}
	files, m := unpack(t, out.Bytes())
	if files["short.log"] != "one\n" || len(files["doc.json"]) != 50_004 || len(m.Cut) != 2 {
		t.Errorf("%+v", m)
	}
	for i, name := range []string{"a.log", "b.log"} {
		text := files[name]
		if !strings.HasPrefix(text, "line ") || !strings.HasSuffix(text, "line 19999\n") || len(text)+int(m.Cut[i].Bytes) != long.Len() || len(text) < 16<<10 || len(text) > 33<<10 {
			t.Errorf("%s: %d bytes kept, %+v", name, len(text), m.Cut[i])
		}
	}
}

// TestInterrupted: ^C in the middle of a stream leaves a whole bundle that says
// what is not in it.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var out bytes.Buffer
	endless := source.Stream{Name: "b.log", Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("first\n"), cancelling{cancel}, strings.NewReader("never\n"))), nil
	}}
	_, err := Write(ctx, &out, []source.Source{made{{"a.log", "whole\n"}}, single{endless}, made{{"c.log", "x"}}}, Options{Hide: redact.New()})
	if err != nil {
		t.Fatal(err)
	}
	files, m := unpack(t, out.Bytes())
	if !m.Interrupted || files["a.log"] != "whole\n" || files["b.log"] != "first\n" || len(m.Cut) != 1 || len(m.Missing) != 1 || m.Missing[0].Stream != "c.log" {
		t.Errorf("%q %+v", files, m)
	}
}

type single struct{ stream source.Stream }

func (single) Kind() string { return "single" }

func (s single) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) { yield(s.stream, nil) }
}

type cancelling struct{ cancel func() }

func (c cancelling) Read([]byte) (int, error) { c.cancel(); return 0, nil }

// TestFullDisk: an error of writing is the caller's.
func TestFullDisk(t *testing.T) {
	if _, err := Write(t.Context(), full{}, []source.Source{made{{"a.log", "x"}}}, Options{}); err == nil {
		t.Error("a full disk is no error")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }
