package ingest

import (
	"fmt"
	"path"
	"strings"
	"time"

	"culprit/engine/fact"
)

// dropTwins removes observations that were captured twice: dmesg and dmesg -T,
// web.log and web-json.log, one file copied into two folders. Facts are twins
// when they come from different streams, say the same of the same subject, and
// their times agree within their uncertainty. Repeats inside one stream are
// real and stay.
func dropTwins(facts []fact.Fact) []fact.Fact {
	type seen struct {
		at     int // index in kept
		stream string
	}
	byKey := map[twinKey][]seen{}
	// used counts, for each pair of streams, which originals have their twin
	// already: two equal lines in each of two copies are two lines.
	used := map[seen]bool{}
	kept := facts[:0]
	for _, f := range facts {
		key, ok := keyOf(&f)
		if !ok {
			kept = append(kept, f)
			continue
		}
		twin := -1
		for _, s := range byKey[key] {
			if s.stream != f.Origin.Stream && sameMoment(kept[s.at].Time, f.Time) && !used[seen{s.at, f.Origin.Stream}] {
				twin = s.at
				break
			}
		}
		if twin < 0 {
			if list := byKey[key]; len(list) < 256 {
				byKey[key] = append(list, seen{len(kept), f.Origin.Stream})
			}
			kept = append(kept, f)
			continue
		}
		used[seen{twin, f.Origin.Stream}] = true
		if f.Time.Quality > kept[twin].Time.Quality {
			kept[twin].Time = f.Time
		}
		if better(&f, &kept[twin]) {
			f.Time, f.Repeats, f.Last = kept[twin].Time, max(f.Repeats, kept[twin].Repeats), kept[twin].Last
			kept[twin] = f
		}
	}
	return kept
}

// better prefers the plainer capture as the place to show: a text log over the
// driver's JSON.
func better(a, b *fact.Fact) bool {
	return strings.Contains(path.Base(b.Origin.Stream), "-json.log") && !strings.Contains(path.Base(a.Origin.Stream), "-json.log")
}

// A twinKey is what a fact says.
type twinKey struct{ kind, text string }

// keyOf is the key of a fact that may have twins.
func keyOf(f *fact.Fact) (key twinKey, ok bool) {
	switch d := f.Data.(type) {
	case *fact.LogLine:
		// Only stamps fine enough identify a line.
		return twinKey{f.Kind, d.Message}, f.Time.Quality == fact.QualityExact && f.Time.Uncertainty <= time.Millisecond
	case *fact.KernelMessage:
		return twinKey{f.Kind, d.Message}, true
	case *fact.ContainerState, *fact.ContainerSummary:
		return key, false
	}
	return twinKey{f.Kind, fmt.Sprintf("%+v", f.Data)}, true
}

func sameMoment(a, b fact.Time) bool {
	if !a.Known() || !b.Known() {
		return a.Known() == b.Known()
	}
	slack := a.Uncertainty + b.Uncertainty
	if a.Quality != fact.QualityExact || b.Quality != fact.QualityExact {
		slack += 3 * time.Second // boot times are rounded to a second on either side
	}
	return a.At.Sub(b.At).Abs() <= slack
}
