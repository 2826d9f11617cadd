package foreign

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"

	"github.com/hashicorp/hcl/v2"

	"culprit/engine/condition"
	"culprit/engine/rulefile"
)

// ReadFile reads one file of a collection, up to MaxFile.
func ReadFile(folder fs.FS, name string) ([]byte, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err == nil && len(src) > MaxFile {
		err = fmt.Errorf("%s is larger than %d MiB", name, MaxFile>>20)
	}
	return src, err
}

// Tidy writes a rule file in the one layout.
func Tidy(src string) []byte {
	out, diags := rulefile.Format([]byte(src), "import.hcl")
	if diags.HasErrors() {
		return []byte(src) // Check says what is wrong
	}
	return out
}

// Check loads what was written; its first mistake is the reason to leave it out.
func Check(src []byte) error {
	_, diags := rulefile.Check(src, "import.hcl")
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			return errors.New(d.Summary + ": " + d.Detail)
		}
	}
	return nil
}

// AddPack makes the output a pack.
func (t *Translation) AddPack(name, licence, summary string) {
	w := &rulefile.Writer{}
	w.Block("pack", name, func() {
		w.Text("version", "1.0.0")
		w.Text("licence", licence)
		w.Text("summary", summary)
	})
	t.Add(rulefile.PackFile, Tidy(w.String()))
}

// Unindexed reports whether a pattern requires no text that a scan can look
// for, so that its rule must say slow = true.
func Unindexed(re *regexp.Regexp) bool {
	clues, _ := condition.Clues(condition.NewPattern(re.String()), nil, "")
	return len(clues) == 0
}
