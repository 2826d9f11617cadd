package report

import (
	"cmp"
	"fmt"
	"strings"
)

// maxRisks is how many kinds of risk the text names, maxNames how many subjects
// of each.
const (
	maxRisks = 8
	maxNames = 4
)

// risks says what has not failed yet, one entry a cause with all it concerns,
// and the first step against it.
func (t *text) risks(r *Report) {
	type group struct {
		first *Diagnosis
		names []string
	}
	var groups []*group
	byCause := map[string]*group{}
	for i := range r.Risks {
		d := &r.Risks[i]
		g := byCause[d.Cause]
		if g == nil {
			g = &group{first: d}
			byCause[d.Cause] = g
			groups = append(groups, g)
		}
		g.names = append(g.names, cmp.Or(safe(d.Message), who(d.Subject)))
	}
	for i, g := range groups {
		if i == 0 {
			t.printf("\n%s\n", t.paint(bold, "not failed yet:"))
		}
		if i == maxRisks {
			t.wrapped("  ", fmt.Sprintf("and %d more kinds of risk; --format json lists all", len(groups)-maxRisks))
			break
		}
		names := g.names
		if n := len(names) - maxNames; n > 1 {
			names = append(names[:maxNames:maxNames], fmt.Sprintf("and %d more", n))
		}
		step := ""
		if len(g.first.Fixes) > 0 {
			step = ". " + safe(g.first.Fixes[0].Title)
		}
		t.wrapped("  risk  ", g.first.Title+": "+strings.Join(names, ", ")+step)
	}
}
