// Package foreign writes rules of other tools as culprit's own rule files. Each
// tool has a folder: cre (Common Reliability Enumerations), npd
// (node-problem-detector), troubleshoot. What can't be said in culprit's
// language is listed with the reason, never left out in silence.
package foreign

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Limits of what is imported: rule collections come from strangers.
const (
	MaxFile  = 4 << 20 // bytes of one file
	MaxFiles = 20_000
)

// A Note says what could not be carried over, or only nearly.
type Note struct {
	Where  string // file and rule
	Reason string
	Lost   bool // the rule is not in the output at all
}

// A Translation is what an importer made of a collection.
type Translation struct {
	Files map[string][]byte // by name, below the output folder
	Rules int
	Notes []Note
}

// Note adds a note.
func (t *Translation) Note(where string, lost bool, format string, args ...any) {
	t.Notes = append(t.Notes, Note{where, fmt.Sprintf(format, args...), lost})
}

// Add puts a file into the output; the name is made unique.
func (t *Translation) Add(name string, content []byte) string {
	if t.Files == nil {
		t.Files = map[string][]byte{}
	}
	unique := name
	for i := 2; ; i++ {
		if _, taken := t.Files[unique]; !taken {
			break
		}
		ext := filepath.Ext(name)
		unique = fmt.Sprintf("%s-%d%s", name[:len(name)-len(ext)], i, ext)
	}
	t.Files[unique] = content
	return unique
}

// WriteTo writes the files below a folder, which must be empty or new: an
// import never mixes with what someone wrote by hand.
func (t *Translation) WriteTo(folder string) error {
	if entries, err := os.ReadDir(folder); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty", folder)
	}
	names := make([]string, 0, len(t.Files))
	for name := range t.Files {
		if !fs.ValidPath(name) {
			return fmt.Errorf("%q is no file name", name)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		full := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(full, t.Files[name], 0o644); err != nil {
			return err
		}
	}
	return nil
}
