package foreign

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"culprit/engine"
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
		if !c.Fires {
			continue
		}
		diagnoses, err := tester.Diagnose(context.Background(), c.Input)
		if err != nil {
			return err
		}
		var others []string
		for _, d := range diagnoses {
			if !slices.ContainsFunc(set.Rules, func(r *engine.Rule) bool { return r.ID == c.Rule && r.Cause == d.Cause.ID }) {
				others = append(others, d.Cause.ID)
			}
		}
		if len(others) == 0 {
			continue
		}
		slices.Sort(others)
		archive := txtar.Parse(t.Files[c.File])
		archive.Files = append(archive.Files, txtar.File{Name: "also/" + c.Label, Data: []byte(strings.Join(slices.Compact(others), "\n") + "\n")})
		t.Files[c.File] = txtar.Format(archive)
	}
	return nil
}
