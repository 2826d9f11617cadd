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
	explained := make(map[*Diagnosis]int, len(diagnoses))
	for _, d := range diagnoses {
		explained[d] = reached(d)
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
	return w * (1 + 0.02*float64(explains))
}

func compareTimes(a, b *Diagnosis) int {
	if ka, kb := a.First.Known(), b.First.Known(); ka != kb {
		return cmp.Compare(order(ka), order(kb))
	}
	return a.First.At.Compare(b.First.At)
}

// maxWeighed is from how many explained diagnoses on one more adds no weight.
const maxWeighed = 4

// reached counts what a diagnosis explains, directly and through others, up to
// maxWeighed.
func reached(d *Diagnosis) int {
	seen := []*Diagnosis{d}
	for i := 0; i < len(seen); i++ {
		for _, e := range seen[i].LeadsTo {
			if !slices.Contains(seen, e) {
				if seen = append(seen, e); len(seen) > maxWeighed {
					return maxWeighed
				}
			}
		}
	}
	return len(seen) - 1
}
