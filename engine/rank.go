package engine

import (
	"cmp"
	"slices"
	"strings"
)

// rank puts first what an expert would say first: active before resolved,
// roots before effects, then severity, confidence, how much it explains, and
// time. The id makes the order total.
func rank(diagnoses []*Diagnosis) {
	explained := map[*Diagnosis]int{}
	for _, d := range diagnoses {
		explained[d] = len(reach(d))
	}
	slices.SortStableFunc(diagnoses, func(a, b *Diagnosis) int {
		return cmp.Or(
			cmp.Compare(order(a.Status == StatusActive), order(b.Status == StatusActive)),
			cmp.Compare(order(a.Root()), order(b.Root())),
			cmp.Compare(weight(b, explained[b]), weight(a, explained[a])),
			compareTimes(a, b),
			strings.Compare(a.ID, b.ID),
		)
	})
}

func order(first bool) int {
	if first {
		return 0
	}
	return 1
}

// weight says how strongly a diagnosis deserves to be read first: how likely
// it is, how much it hurts, and how much else it explains. The factors are
// judgement, checked against labelled bundles.
func weight(d *Diagnosis, explains int) float64 {
	w := d.Confidence * (0.7 + 0.1*float64(d.Severity))
	return w * (1 + 0.02*float64(min(explains, 4)))
}

func compareTimes(a, b *Diagnosis) int {
	if ka, kb := a.First.Known(), b.First.Known(); ka != kb {
		return cmp.Compare(order(ka), order(kb))
	}
	return a.First.At.Compare(b.First.At)
}

// reach lists everything a diagnosis explains, directly and through others.
func reach(d *Diagnosis) map[*Diagnosis]bool {
	seen := map[*Diagnosis]bool{}
	for queue := []*Diagnosis{d}; len(queue) > 0; queue = queue[1:] {
		for _, e := range queue[0].LeadsTo {
			if !seen[e] {
				seen[e] = true
				queue = append(queue, e)
			}
		}
	}
	return seen
}
