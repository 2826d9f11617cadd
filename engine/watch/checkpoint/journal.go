package checkpoint

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// What happens between two checkpoints and must not be forgotten stands in a
// journal: a file of lines for each checkpoint, which says from which on they
// count. One more is read, as what happened while the checkpoint was made may stand
// there and not in it; so two more are kept, for the checkpoint before it.
const (
	journal = "journal."
	kept    = 2
)

// Append adds a line to the journal, and returns when it is on the disk.
func (f *Folder) Append(line []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lines == nil {
		w, err := os.OpenFile(f.journal(f.turn), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		f.lines = w
		if err := f.sync(); err != nil {
			return err
		}
	}
	_, err := f.lines.Write(append(bytes.TrimSuffix(line, []byte("\n")), '\n'))
	return errors.Join(err, f.lines.Sync())
}

// Turn begins another file of the journal and returns its number, for the next
// checkpoint.
func (f *Folder) Turn() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lines != nil {
		f.lines.Close()
		f.lines = nil
		f.turn++
	}
	return f.turn
}

// Lines are those of the journal that a checkpoint may not know; a last one that
// a crash cut is left out. What is appended then comes behind them.
func (f *Folder) Lines(c *Checkpoint) (lines [][]byte, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, n := range f.journals() {
		f.turn = n + 1
		if c != nil && n < c.Journal-1 {
			continue
		}
		data, err := os.ReadFile(f.journal(n))
		if err != nil {
			return lines, err
		}
		for line := range bytes.Lines(data) {
			if bytes.HasSuffix(line, []byte("\n")) {
				lines = append(lines, bytes.TrimSuffix(line, []byte("\n")))
			}
		}
	}
	return lines, nil
}

// forget removes what neither this checkpoint nor the one before it needs.
func (f *Folder) forget(c *Checkpoint) {
	for _, n := range f.journals() {
		if n < c.Journal-kept {
			os.Remove(f.journal(n))
		}
	}
}

// journals are the numbers of the journal's files, in order.
func (f *Folder) journals() (list []int64) {
	entries, _ := os.ReadDir(f.path)
	for _, e := range entries {
		if number, ok := strings.CutPrefix(e.Name(), journal); ok {
			if n, err := strconv.ParseInt(number, 10, 64); err == nil {
				list = append(list, n)
			}
		}
	}
	slices.Sort(list)
	return list
}

func (f *Folder) journal(n int64) string {
	return filepath.Join(f.path, journal+strconv.FormatInt(n, 10))
}
