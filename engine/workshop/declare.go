package workshop

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"culprit/engine"
)

// Undeclared lists the causes that a firing case says besides its rule's own and
// those it declares, sorted. Risks are not asked to be declared, as in Try.
func (t *Tester) Undeclared(ctx context.Context, c *Case) ([]string, error) {
	rule := t.rule(c.Rule)
	if rule == nil || !c.Fires {
		return nil, nil
	}
	diagnoses, err := t.Diagnose(ctx, c.Input)
	if err != nil {
		return nil, err
	}
	var causes []string
	for _, d := range diagnoses {
		if t.unasked(c, rule, d) {
			causes = append(causes, d.Cause.ID)
		}
	}
	slices.Sort(causes)
	return slices.Compact(causes), nil
}

// unasked reports whether a diagnosis is of a cause that nobody declared.
func (t *Tester) unasked(c *Case, rule *engine.Rule, d *engine.Diagnosis) bool {
	if d.Cause.Risk && !t.set.Causes[rule.Cause].Risk {
		return false // most failing containers run risks as well
	}
	return d.Cause.ID != rule.Cause && !slices.Contains(c.Also, d.Cause.ID)
}

// Declare writes causes into a case file as those that a case may say besides.
func Declare(file []byte, label string, causes []string) []byte {
	archive := txtar.Parse(file)
	name := "also/" + label
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
	if i < 0 {
		i = len(archive.Files)
		archive.Files = append(archive.Files, txtar.File{Name: name})
	}
	all := append(strings.Fields(string(archive.Files[i].Data)), causes...)
	slices.Sort(all)
	archive.Files[i].Data = []byte(strings.Join(slices.Compact(all), "\n") + "\n")
	return txtar.Format(archive)
}

// Firing lists for each rule the other rules that fire in every one of its
// firing cases.
func (t *Tester) Firing(ctx context.Context, cases []Case) (map[string][]string, error) {
	with := map[string][]string{}
	seen := map[string]bool{}
	for i := range cases {
		c := &cases[i]
		if !c.Fires {
			continue
		}
		diagnoses, err := t.Diagnose(ctx, c.Input)
		if err != nil {
			return nil, err
		}
		var fired []string
		for _, d := range diagnoses {
			for _, f := range d.Findings {
				if f.Rule.ID != c.Rule {
					fired = append(fired, f.Rule.ID)
				}
			}
		}
		if !seen[c.Rule] {
			seen[c.Rule], with[c.Rule] = true, fired
			continue
		}
		with[c.Rule] = slices.DeleteFunc(with[c.Rule], func(id string) bool { return !slices.Contains(fired, id) })
	}
	return with, nil
}
