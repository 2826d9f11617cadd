package ingest

import (
	"cmp"
	"slices"
	"time"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

// Limits of what counts as two clocks that differ: so many records that both
// streams have, each once, whose times are apart by the same amount.
const (
	skewPairs  = 3
	skewSpread = time.Second
	skewLeast  = 2 * time.Second
	skewMost   = 24 * time.Hour
)

// eventID is what makes a record one event and not words that a program says at
// each start: a request, trace or message id.
var eventID = lazyregexp.New(`\b(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8,}|\d{7,})\b`)

// alignHosts puts streams of hosts whose clocks differ on one time. Records of
// full time and equal words with an id, that stand once in each of two streams,
// are the same event seen twice; when all such pairs are apart by one amount,
// that is how far the clocks differ. The stream with the most facts is taken to
// be right.
func alignHosts(facts []fact.Fact) []Clock {
	type place struct {
		stream string
		fact   *fact.Fact
	}
	type places struct {
		n    int
		a, b place
	}
	byText := map[string]places{}
	size := map[string]int{}
	for i := range facts {
		f := &facts[i]
		if f.Time.Quality != fact.QualityExact || f.Kind != "log.line" || len(f.Text) < 16 {
			continue
		}
		size[f.Origin.Stream]++
		p := byText[f.Text]
		switch p.n++; p.n {
		case 1:
			p.a = place{f.Origin.Stream, f}
		case 2:
			p.b = place{f.Origin.Stream, f}
		}
		byText[f.Text] = p
	}
	type pair struct{ a, b string }
	apart := map[pair][]time.Duration{}
	ids := map[pair]map[string]bool{}
	for text, p := range byText {
		a, b := p.a, p.b
		if p.n != 2 || a.stream == b.stream {
			continue
		}
		if size[a.stream] < size[b.stream] || size[a.stream] == size[b.stream] && a.stream > b.stream {
			a, b = b, a
		}
		p := pair{a.stream, b.stream}
		id := eventID.FindString(text)
		if id == "" {
			continue
		}
		if ids[p] == nil {
			ids[p] = map[string]bool{}
		}
		ids[p][id] = true
		apart[p] = append(apart[p], b.fact.Time.At.Sub(a.fact.Time.At))
	}
	pairs := make([]pair, 0, len(apart))
	for p := range apart {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(x, y pair) int {
		return cmp.Or(cmp.Compare(size[y.a], size[x.a]), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	wrong := map[string]estimate{}
	var clocks []Clock
	for _, p := range pairs {
		d := apart[p]
		slices.Sort(d)
		m, spread := d[len(d)/2], d[len(d)-1]-d[0]
		if _, known := wrong[p.b]; known || len(ids[p]) < skewPairs || spread > skewSpread || m.Abs() < skewLeast || m.Abs() > skewMost {
			continue
		}
		e := estimate{offset: m + wrong[p.a].offset, uncertainty: max(spread, time.Millisecond) + wrong[p.a].uncertainty, basis: plural(len(d), "record") + " that " + p.a + " has too"}
		wrong[p.b] = e
		clocks = append(clocks, Clock{Stream: p.b, Offset: e.offset, Uncertainty: e.uncertainty, Basis: e.basis})
	}
	if len(wrong) == 0 {
		return nil
	}
	for i := range facts {
		e, ok := wrong[facts[i].Origin.Stream]
		if !ok {
			continue
		}
		for _, t := range []*fact.Time{&facts[i].Time, &facts[i].Last} {
			if t.Quality == fact.QualityExact {
				t.At, t.Quality, t.Uncertainty = t.At.Add(-e.offset), fact.QualityEstimated, max(t.Uncertainty, e.uncertainty)
			}
		}
		for c := range clocks {
			if clocks[c].Stream == facts[i].Origin.Stream {
				clocks[c].Facts++
			}
		}
	}
	return clocks
}
