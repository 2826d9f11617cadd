package parsers

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"culprit/parsers/section"
)

// TestTelling: of all material, no line that is said to tell alone what begins
// with it is taken for something else when more is seen.
func TestTelling(t *testing.T) {
	told := 0
	for _, root := range []string{".", "../testdata", "../rules"} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || strings.HasSuffix(path, ".go") || strings.HasSuffix(path, ".gz") || strings.HasSuffix(path, ".hcl") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for rest := text; len(rest) > 0; {
				head := rest[:min(len(rest), section.HeadLength)]
				line, after, _ := bytes.Cut(rest, []byte("\n"))
				rest = after
				if telling(line) != 1 {
					continue
				}
				told++
				for _, p := range All[:len(All)-1] {
					if p.Sniff(head) != p.Sniff(line) {
						t.Errorf("%s: %s sees more than the line %.100s", path, p.Name(), line)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if told < 1000 {
		t.Errorf("only %d lines", told)
	}
}
