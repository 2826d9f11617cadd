package checkpoint

import (
	"os"
	"path/filepath"
	"testing"

	"culprit/engine/source"
)

func open(t *testing.T, path string) *Folder {
	t.Helper()
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestGenerations: a file that is cut, filled with zeros, of another version or
// gone is left out for the one before it.
func TestGenerations(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"whole":   func(string) error { return nil },
		"gone":    os.Remove,
		"empty":   func(p string) error { return os.Truncate(p, 0) },
		"cut":     func(p string) error { return os.Truncate(p, 100) },
		"zeros":   func(p string) error { return os.WriteFile(p, make([]byte, 500), 0o600) },
		"another": func(p string) error { return os.WriteFile(p, []byte("culprit watch state 2 sha256:00\n"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "state")
			f := open(t, dir)
			if c, damage := f.Load(); c != nil || damage != nil {
				t.Fatal(c, damage)
			}
			for n := range int64(3) {
				if _, err := f.Save(&Checkpoint{Lines: n, Cursors: source.Cursors{"a": "b"}}); err != nil {
					t.Fatal(err)
				}
			}
			if err := harm(filepath.Join(dir, newest)); err != nil {
				t.Fatal(err)
			}
			c, damage := f.Load()
			want, damaged := int64(1), 1
			switch name {
			case "whole":
				want, damaged = 2, 0
			case "gone": // between two renames
				damaged = 0
			}
			if c == nil || c.Lines != want || c.Cursors["a"] != "b" || len(damage) != damaged {
				t.Errorf("%+v, %v", c, damage)
			}
			if err := harm(filepath.Join(dir, previous)); err != nil {
				t.Fatal(err)
			}
			if c, damage := f.Load(); name != "whole" && (c != nil || len(damage) != 2*damaged) {
				t.Errorf("%+v, %v", c, damage)
			}
		})
	}
}

// TestLocked: two runs can't have one folder.
func TestLocked(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	if _, err := Open(dir); err == nil {
		t.Error("two runs have the folder")
	}
	f.Close()
	open(t, dir)
}
