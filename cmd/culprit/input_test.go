package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func runOn(path string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(context.Background(), []string{"analyze", path}, nil, &out, &errs)
	return code, out.String(), errs.String()
}

// TestHalfAnArchive: what stands before the cut is analysed, the cut is named.
func TestHalfAnArchive(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(bundles, "memory-limit.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "half.tar.gz")
	if err := os.WriteFile(path, data[:len(data)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := runOn(path)
	if code != exitPartial || !strings.Contains(stderr, "damaged or cut") || !strings.Contains(stdout, "read ") {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
}

// TestRandomBytes: junk beside a log is counted as not understood; nothing but
// junk is no "nothing wrong found".
func TestRandomBytes(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	junk := make([]byte, 1<<20)
	random.Read(junk)
	path := filepath.Join(t.TempDir(), "junk")
	if err := os.WriteFile(path, junk, 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := runOn(path)
	if code != exitPartial || !strings.Contains(stdout, "not understood: junk: binary data") || !strings.Contains(stderr, "nothing in the input could be understood: junk:2: binary data") {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	log := []byte("2026-11-23 10:00:00 FATAL:  password authentication failed for user \"shop\"\n")
	if err := os.WriteFile(filepath.Join(filepath.Dir(path), "db.log"), log, 0o644); err != nil {
		t.Fatal(err)
	}
	if code, stdout, _ := runOn(filepath.Dir(path)); code != exitFound || !strings.Contains(stdout, "not understood: junk: binary data") {
		t.Errorf("exit %d\n%s", code, stdout)
	}
}

// TestFolderWithoutPermission needs a user whom permissions bind.
func TestFolderWithoutPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := filepath.Join(t.TempDir(), "closed")
	if err := os.Mkdir(dir, 0); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := runOn(dir); code != exitPartial || !strings.Contains(stderr, "permission denied") {
		t.Errorf("exit %d: %s", code, stderr)
	}
}

// TestNamesThatPointOut: an archive can't make us read or name anything outside
// of it.
func TestNamesThatPointOut(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	text := []byte("FATAL:  password authentication failed for user \"shop\"\n")
	for _, name := range []string{"../../etc/evil.log", "/abs.log", "ok/db.log"} {
		w.WriteHeader(&tar.Header{Name: name, Size: int64(len(text)), Typeflag: tar.TypeReg, Mode: 0o644})
		w.Write(text)
	}
	w.WriteHeader(&tar.Header{Name: "link.log", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink})
	w.Close()
	z.Close()
	path := filepath.Join(t.TempDir(), "slip.tgz")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := runOn(path)
	if code != exitPartial || strings.Count(stderr, "points outside") != 2 || !strings.Contains(stdout, "ok/db.log:1") || strings.Contains(stdout, "passwd:") {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
}
