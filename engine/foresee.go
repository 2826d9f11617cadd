package engine

import (
	"slices"

	"culprit/engine/fact"
)

// foresee parts what has failed from what may fail. A risk that came true is
// told no more: the diagnosis it leads to stands for it.
func foresee(all []*Diagnosis) (failed, risks []*Diagnosis) {
	type trouble struct {
		cause   string
		subject fact.Subject
	}
	came := map[trouble]bool{}
	for _, d := range all {
		if !d.Cause.Risk {
			failed = append(failed, d)
			came[trouble{d.Cause.ID, d.Subject}] = true
		}
	}
	for _, d := range all {
		if d.Cause.Risk && !slices.ContainsFunc(d.Cause.LeadsTo, func(e Edge) bool {
			return slices.ContainsFunc(e.Causes, func(id string) bool { return came[trouble{id, d.Subject}] })
		}) {
			risks = append(risks, d)
		}
	}
	return failed, risks
}
