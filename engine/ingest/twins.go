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
	byKey := map[string][]seen{}
	// used counts, for each pair of streams, which originals have their twin
	// already: two equal lines in each of two copies are two lines.
	used := map[string]bool{}
	kept := facts[:0]
	for _, f := range facts {
		key := twinKey(&f)
		twin := -1
		for _, s := range byKey[key] {
			if s.stream == f.Origin.Stream || used[fmt.Sprint(s.at, f.Origin.Stream)] {
				continue
			}
			if sameMoment(kept[s.at].Time, f.Time) {
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
		used[fmt.Sprint(twin, f.Origin.Stream)] = true
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

func twinKey(f *fact.Fact) string {
	switch d := f.Data.(type) {
	case *fact.LogLine:
		if f.Time.Quality != fact.QualityExact || f.Time.Uncertainty > time.Millisecond {
			return f.Origin.Stream // only stamps fine enough identify a line
		}
		return "log\x00" + d.Message
	case *fact.KernelMessage:
		return "kernel\x00" + d.Message
	case *fact.ContainerState, *fact.ContainerSummary:
		return f.Origin.Stream
	}
	return fmt.Sprintf("%s\x00%+v", f.Kind, f.Data)
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
