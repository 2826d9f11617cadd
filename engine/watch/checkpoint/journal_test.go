package checkpoint

import (
	"os"
	"path/filepath"
	"testing"
)

// TestJournal: lines count from the checkpoint on, and some from before it; a cut
// one does not, and what comes after a restart stands behind the others.
func TestJournal(t *testing.T) {
	dir := t.TempDir()
	f := open(t, dir)
	var c *Checkpoint
	for _, line := range []string{"a", "b", "c", "d", "e"} {
		if err := f.Append([]byte(line)); err != nil {
			t.Fatal(err)
		}
		c = &Checkpoint{Journal: f.Turn()}
		if _, err := f.Save(c); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Append([]byte("last")); err != nil {
		t.Fatal(err)
	}
	w, err := os.OpenFile(f.journal(f.turn), os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	w.WriteString("cut")
	w.Close()
	read := func(f *Folder) (all string) {
		lines, err := f.Lines(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			all += string(l) + " "
		}
		return all
	}
	f.Close()
	f = open(t, dir)
	if got := read(f); got != "e last " {
		t.Errorf("%q", got)
	}
	if err := f.Append([]byte("more")); err != nil {
		t.Fatal(err)
	}
	if got := read(f); got != "e last more " {
		t.Errorf("%q", got)
	}
	if files, _ := filepath.Glob(filepath.Join(dir, journal+"*")); len(files) > kept+3 {
		t.Errorf("%q", files)
	}
}
