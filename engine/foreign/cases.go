package foreign

import (
	"context"

	"golang.org/x/tools/txtar"

	"culprit/engine/rulefile"
	"culprit/engine/workshop"
)

// DeclareOthers writes into each firing case which other rules of the
// collection find their cause in it: where the collection comes from each rule
// is tested alone, here a cause that nobody declared fails the test.
func DeclareOthers(t *Translation) error {
	a := &txtar.Archive{}
	for name, data := range t.Files {
		a.Files = append(a.Files, txtar.File{Name: name, Data: data})
	}
	files, err := txtar.FS(a)
	if err != nil {
		return err
	}
	set, _, diags := rulefile.Load(rulefile.Root{FS: files})
	if diags.HasErrors() {
		return diags
	}
	cases, err := workshop.ReadCases(files)
	if err != nil {
		return err
	}
	tester := workshop.NewTester(set)
	for i := range cases {
		c := &cases[i]
		others, err := tester.Undeclared(context.Background(), c)
		if err != nil {
			return err
		}
		if len(others) > 0 {
			t.Files[c.File] = workshop.Declare(t.Files[c.File], c.Label, others)
		}
	}
	return nil
}
