package bundle

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"

	"culprit/engine/source"
)

// list reads a bundle whole: "name=content" for streams, "!stream: reason" for
// gaps.
func list(t testing.TB, name string, limits Limits) []string {
	t.Helper()
	b, err := Open(name, nil, limits)
	if err != nil {
		return []string{"open: " + err.Error()}
	}
	return read(b)
}

func read(b *Bundle) []string {
	var out []string
	add := func(err error) {
		var g *source.Gap
		if errors.As(err, &g) {
			out = append(out, "!"+g.Error())
		} else {
			out = append(out, "!"+err.Error())
		}
	}
	for s, err := range b.Streams(context.Background()) {
		if err != nil {
			add(err)
			continue
		}
		r, err := s.Open(context.Background())
		if err != nil {
			add(err)
			continue
		}
		data, err := io.ReadAll(io.LimitReader(r, 1<<20))
		out = append(out, s.Name+"="+string(data[:min(len(data), 20)]))
		if err != nil {
			add(err)
		}
	}
	return out
}

type member struct{ name, text string }

func tarOf(members ...member) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		w.WriteHeader(&tar.Header{Name: m.name, Size: int64(len(m.text)), Mode: 0o600, Typeflag: tar.TypeReg})
		io.WriteString(w, m.text)
	}
	w.Close()
	return b.Bytes()
}

func gz(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func zst(data []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	return w.EncodeAll(data, nil)
}

func xzip(data []byte) []byte {
	var b bytes.Buffer
	w, _ := xz.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func zipOf(members ...member) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, _ := w.Create(m.name)
		io.WriteString(f, m.text)
	}
	w.Close()
	return b.Bytes()
}

func write(t testing.TB, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestForms(t *testing.T) {
	two := []member{{"b/a.log", "one"}, {"b/c/d.log", "two"}}
	want := []string{"b/a.log=one", "b/c/d.log=two"}
	for name, data := range map[string][]byte{
		"tar": tarOf(two...), "tar.gz": gz(tarOf(two...)), "tar.zst": zst(tarOf(two...)), "tar.xz": xzip(tarOf(two...)), "zip": zipOf(two...),
		"gz of gz": gz(gz(tarOf(two...))), "two gzip members": append(gz(tarOf(two...)[:512]), gz(tarOf(two...)[512:])...),
	} {
		if got := list(t, write(t, data), DefaultLimits); !slices.Equal(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	nested := tarOf(member{"x/logs.tar.gz", string(gz(tarOf(two...)))}, member{"x/e.log.gz", string(gz([]byte("three")))})
	if got := list(t, write(t, nested), DefaultLimits); !slices.Equal(got, append(slices.Clone(want), "x/e.log=three")) {
		t.Errorf("nested: %q", got)
	}
	b, _ := Open("-", bytes.NewReader(gz([]byte("log"))), DefaultLimits)
	if got := read(b); !slices.Equal(got, []string{"stdin=log"}) {
		t.Errorf("stdin: %q", got)
	}
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	os.MkdirAll(filepath.Join(dir, "logs"), 0o700)
	os.WriteFile(filepath.Join(dir, "logs", "a.log"), []byte("one"), 0o600)
	os.WriteFile(filepath.Join(dir, "b.log.gz"), gz([]byte("two")), 0o600)
	os.Symlink("/etc/passwd", filepath.Join(dir, "evil.log"))
	os.Symlink("logs", filepath.Join(dir, "again"))
	if got := list(t, dir, DefaultLimits); !slices.Equal(got, []string{"b.log=two", "logs/a.log=one"}) {
		t.Errorf("%q", got)
	}
}

func has(list []string, part string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.Contains(s, part) })
}

// TestHostile: each attack is named, and what is harmless is still handed out.
func TestHostile(t *testing.T) {
	small := DefaultLimits
	small.EntryBytes, small.TotalBytes, small.Entries, small.FreeBytes = 1000, 5000, 5, 10_000
	var many []member
	for i := range 8 {
		many = append(many, member{fmt.Sprintf("f%d", i), "x"})
	}
	deep := tarOf(member{"a.log", "deep"})
	for range 6 {
		deep = gz(deep)
	}
	good := gz(tarOf(member{"a.log", "one"}, member{"b.log", strings.Repeat("random?", 3000)}))
	dictionary := xzip([]byte("x"))
	dictionary[12+4] = 40 // LZMA2 properties: a dictionary of 4 GiB
	bomb := DefaultLimits
	bomb.FreeBytes, bomb.Ratio = 256<<10, 50
	for _, c := range []struct {
		name   string
		data   []byte
		limits Limits
		gap    string
		still  string
	}{
		{"path traversal", tarOf(member{"../evil", "x"}, member{"ok", "y"}), DefaultLimits, "points outside", "ok=y"},
		{"absolute name", tarOf(member{"/evil", "x"}, member{"ok", "y"}), DefaultLimits, "points outside", "ok=y"},
		{"traversal in a zip", zipOf(member{"a/../../evil", "x"}, member{"ok", "y"}), DefaultLimits, "points outside", "ok=y"},
		{"windows name", zipOf(member{`..\..\evil`, "x"}, member{"ok", "y"}), DefaultLimits, "points outside", "ok=y"},
		{"large entry", tarOf(member{"big", strings.Repeat("x", 2000)}, member{"ok", "y"}), small, "larger than", "ok=y"},
		{"many entries", tarOf(many...), small, "more than 5 files", "f4=x"},
		{"deep nesting", deep, DefaultLimits, "nested deeper than 4", ""},
		{"cut in half", good[:len(good)/2], DefaultLimits, "damaged or cut", ""},
		{"gzip bomb", gz(make([]byte, 8<<20)), bomb, "bomb", ""},
		{"bomb in a zip", zipOf(member{"zeros", string(make([]byte, 8<<20))}), bomb, "bomb", ""},
		{"huge xz dictionary", dictionary, DefaultLimits, "dictionary", ""},
		{"damaged zip", append([]byte("PK\x03\x04"), make([]byte, 100)...), DefaultLimits, "damaged or cut", ""},
	} {
		got := list(t, write(t, c.data), c.limits)
		if !has(got, c.gap) || c.still != "" && !slices.Contains(got, c.still) {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestLinksInArchives(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, kind := range []byte{tar.TypeSymlink, tar.TypeLink, tar.TypeChar, tar.TypeFifo, tar.TypeDir} {
		w.WriteHeader(&tar.Header{Name: "x", Linkname: "/etc/passwd", Typeflag: kind})
	}
	w.Close()
	if got := list(t, write(t, b.Bytes()), DefaultLimits); len(got) != 0 {
		t.Errorf("%q", got)
	}
}

func TestSubjects(t *testing.T) {
	id := strings.Repeat("ab", 32)
	for name, want := range map[string]string{
		"b/logs/shop-worker-1.log":                       "container:shop-worker-1",
		"b/logs/shop-worker-1-json.log":                  "container:shop-worker-1",
		"docker/logs/build.log":                          "container:build",
		"docker/top/web.txt":                             "container:web",
		"worker.log.2":                                   "container:worker",
		"containers/" + id + "/" + id + "-json.log":      "container:" + id[:12],
		"sos_commands/docker/docker_logs_-t_web":         "container:web",
		"cluster-resources/pods/logs/ns/pod-1/app.log":   "pod:pod-1/app",
		"var/log/containers/pod-1_ns_app-" + id + ".log": "pod:pod-1/app",
		"compose.log":                                    "", "paste.txt": "", "kern.log": "host:host", "dmesg.txt": "",
	} {
		s := SubjectOf(name)
		got := ""
		if !s.Zero() {
			got = string(s.Kind) + ":" + s.Label()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(gz(tarOf(member{"a.log", "one"})))
	f.Add(zipOf(member{"a.log", "one"}))
	f.Add(xzip([]byte("x")))
	f.Add(zst([]byte("x")))
	limits := DefaultLimits
	limits.EntryBytes, limits.TotalBytes = 1<<20, 4<<20
	f.Fuzz(func(_ *testing.T, data []byte) {
		b, _ := Open("-", bytes.NewReader(data), limits)
		read(b)
	})
}

// TestCompressedTexts: compressed logs of a folder are read side by side, like
// others, and an archive among them is still an archive.
func TestCompressedTexts(t *testing.T) {
	dir := t.TempDir()
	pack := func(name, text string) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(text))
		z.Close()
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pack("app.log.1.gz", "first\n")
	pack("app.log.2.gz", "second\n")
	b, err := Open(dir, nil, DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	var streams []source.Stream
	for s, err := range b.Streams(t.Context()) {
		if err != nil || !s.Concurrent {
			t.Fatalf("%v, %v", s.Name, err)
		}
		streams = append(streams, s)
	}
	var got []string
	for _, s := range slices.Backward(streams) { // after the walk, in another order
		r, err := s.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err = errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		got = append(got, s.Name+"="+string(text))
	}
	if want := []string{"app.log.2=second\n", "app.log.1=first\n"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
