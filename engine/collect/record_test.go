package collect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"culprit/engine/redact"
	"culprit/engine/source"
)

func record(t *testing.T, limit int64) (*Recorder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "recorded")
	r, err := Record(dir, Options{Version: "1", Host: "h", Asked: Asked{MaxBytes: limit}, Hide: redact.New()}, t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	return r, dir
}

func recordedManifest(t *testing.T, dir string) *Manifest {
	t.Helper()
	m := &Manifest{}
	if err := json.Unmarshal([]byte(read(t, dir, source.ManifestName)), m); err != nil {
		t.Fatal(err)
	}
	return m
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func lines(stream, text string) source.Piece { return source.Piece{Stream: stream, Data: []byte(text)} }

// TestRecord: logs grow, documents are replaced, secrets are hidden the same
// way in both, and what is lost is in the manifest.
func TestRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, dir := record(t, 1<<20)
		r.Take(lines("/var/log/app.log", "one password=hunter22x\n"))
		r.Take(source.Piece{Stream: "docker/inspect/a.json", Whole: true, Data: []byte(`[{"Config":{"Env":["DB_PASSWORD=hunter22x"]},"State":"running"}]`)})
		r.Take(lines("docker/events.jsonl", `{"password":"hunter22x"}`+"\n"))
		time.Sleep(writeEvery + time.Millisecond)
		synctest.Wait()
		// As a kill would leave it.
		if text := read(t, dir, "var/log/app.log"); text != "one password=[secret#1]\n" {
			t.Error(text)
		}
		if m := recordedManifest(t, dir); !m.Interrupted || m.Host != "h" {
			t.Errorf("%+v", m)
		}
		r.Take(lines("/var/log/app.log", "-----BEGIN RSA PRIVATE KEY-----\n"))
		r.Take(lines("/var/log/app.log", "MIIEpAIBAAKCAQEAabcdefgh\n-----END RSA PRIVATE KEY-----\n"))
		r.Take(source.Piece{Stream: "docker/inspect/a.json", Whole: true, Data: []byte(`[{"State":"exited"}]`)})
		r.Take(source.Piece{Stream: "host/ps.json", Whole: true, Data: []byte(`{"damaged": password=hunter22x`)})
		r.Take(source.Piece{Stream: "x", Gap: &source.Gap{Stream: "x", Reason: "rotated away", Bytes: 7}})
		r.Take(source.Piece{Stream: "x", Gap: &source.Gap{Stream: "x", Reason: "rotated away", Bytes: 5}})
		r.Take(source.Piece{Missing: &source.Missing{Stream: "gpu", Reason: "no driver"}})
		if err := r.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if text := read(t, dir, "var/log/app.log"); !strings.HasPrefix(text, "one password=[secret#1]\n-----BEGIN RSA PRIVATE KEY-----\n[secret#") || strings.Contains(text, "MIIE") {
			t.Error(text)
		}
		if text := read(t, dir, "docker/inspect/a.json"); text != "[\n  {\n    \"State\": \"exited\"\n  }\n]\n" {
			t.Error(text)
		}
		if text := read(t, dir, "docker/events.jsonl") + read(t, dir, "host/ps.json"); strings.Contains(text, "hunter22x") {
			t.Error(text)
		}
		m := recordedManifest(t, dir)
		if m.Interrupted || len(m.Cut) != 1 || m.Cut[0] != (Lost{"x", "rotated away", 12}) || len(m.Missing) != 1 || len(m.Streams) != 4 || m.Streams[0].Bytes == 0 {
			t.Errorf("%+v", m)
		}
		if _, err := Record(dir, Options{Hide: redact.New()}, t.Logf); err == nil {
			t.Error("a folder with something in it is written to")
		}
	})
}

// TestRecordLimit: the longest logs give way, and what is lost is counted to the
// byte; documents that alone are too large end the recording.
func TestRecordLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const limit = 256 << 10
		r, dir := record(t, limit)
		written := map[string]int{}
		for i := range 40_000 {
			name := fmt.Sprintf("log%d.log", i%3%2) // log0 is twice as long
			line := fmt.Sprintf("line %d\n", i)
			r.Take(lines(name, line))
			written[name] += len(line)
			if i%5000 == 0 {
				time.Sleep(writeEvery + time.Millisecond)
			}
		}
		r.Take(lines("short.log", "one\n"))
		if err := r.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		m := recordedManifest(t, dir)
		lost, total := map[string]int{}, 0
		for _, l := range m.Cut {
			lost[l.Stream] += int(l.Bytes)
		}
		for name, n := range written {
			text := read(t, dir, name)
			total += len(text)
			if len(text)+lost[name] != n || !strings.HasPrefix(text, "line ") || !strings.HasSuffix(text, "\n") {
				t.Errorf("%s: %d kept, %d lost of %d", name, len(text), lost[name], n)
			}
		}
		if total > limit || total < limit/3 || read(t, dir, "short.log") != "one\n" {
			t.Errorf("%d bytes", total)
		}

		r, dir = record(t, 1000)
		r.Take(source.Piece{Stream: "a.json", Whole: true, Data: []byte(`"` + strings.Repeat("x", 2000) + `"`)})
		time.Sleep(writeEvery + time.Millisecond)
		synctest.Wait()
		r.Take(lines("a.log", "lost\n"))
		if err := r.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if m := recordedManifest(t, dir); len(m.Cut) != 1 || m.Cut[0] != (Lost{"a.log", stopReason, 5}) {
			t.Errorf("%+v", m.Cut)
		}
	})
}

// TestRecordQueue: what comes faster than it is written is counted.
func TestRecordQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, dir := record(t, 1<<30)
		r.mu.Lock()
		r.queued = maxQueued
		r.mu.Unlock()
		r.Take(lines("a.log", "lost\n"))
		if err := r.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		if m := recordedManifest(t, dir); len(m.Cut) != 1 || m.Cut[0].Bytes != 5 {
			t.Errorf("%+v", m.Cut)
		}
	})
}

// TestRecordNames: no name leads out of the folder, hides the manifest or
// another stream's file.
func TestRecordNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, dir := record(t, 1<<20)
		names := []string{"../../etc/passwd", "etc/passwd", "/etc/passwd", "manifest.json", "a\x1b\nb", "..", "", strings.Repeat("n", 300) + ".log", "c:\\x", "a/b", "a/b/c"}
		for _, name := range names {
			r.Take(lines(name, "x\n"))
		}
		if err := r.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		m := recordedManifest(t, dir)
		for i, s := range m.Streams {
			if s.Bytes == 0 {
				if names[i] != "a/b/c" { // a folder can't have the name of a file; that is said
					t.Errorf("%q is lost", names[i])
				}
				continue
			}
			if text := read(t, dir, s.Name); text != "x\n" {
				t.Errorf("%q: %q", s.Name, text)
			}
		}
		if len(m.Streams) != len(names) || len(m.Cut) != 1 || m.Cut[0].Stream != "a/b/c" {
			t.Errorf("%+v", m.Cut)
		}
		if outside, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(outside) != 1 {
			t.Error(outside, err)
		}
	})
}

// TestRecordBroken: a disk that takes nothing is said once, and costs no more
// than the lines.
func TestRecordBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := 0
		dir := filepath.Join(t.TempDir(), "recorded")
		r, err := Record(dir, Options{Hide: redact.New()}, func(string, ...any) { said++ })
		if err != nil {
			t.Fatal(err)
		}
		r.root.Close()
		for range 5 {
			r.Take(lines("a.log", "x\n"))
			time.Sleep(2 * writeEvery)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r.Close(ctx)
		if said != 1 || errors.Is(ctx.Err(), context.DeadlineExceeded) || len(r.m.Cut) != 1 || r.m.Cut[0].Bytes != 10 {
			t.Errorf("said %d times, %+v", said, r.m.Cut)
		}
	})
}
