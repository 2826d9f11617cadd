package ingest

import (
	"fmt"
	"slices"
	"time"

	"culprit/engine/fact"
	"culprit/engine/topology"
)

// A Clock says how the stamps of one writer in one stream relate to UTC, or,
// for a stream in the kernel's own time, when the host booted.
type Clock struct {
	Stream      string
	Subject     fact.Subject  // whose stamps; zero where the stream has one writer
	Boot        time.Time     // of kernel clocks; zero for others
	Offset      time.Duration // what the stamps show minus UTC
	Uncertainty time.Duration // of the offset, or of the boot time
	Basis       string        // what it was estimated from, in words
	Assumed     bool          // nothing tells: UTC was assumed
	Facts       int           // how many facts it gave their times
}

// setClocks gives facts their instants: it finds the year of stamps without
// one, the zone of stamps without one, how far the clocks of hosts are apart,
// and when the host booted for records that have only seconds since then. It
// returns the clocks it found and in words what was assumed.
func setClocks(facts []fact.Fact, graph *topology.Graph) (clocks []Clock, notes []string) {
	setYears(facts)
	clocks = setZones(facts, graph)
	clocks = append(clocks, alignHosts(facts)...)
	boot, told := setBoot(facts)
	return append(clocks, boot...), append(told, assumptions(clocks)...)
}

// setBoot places kernel records that have only seconds since boot.
func setBoot(facts []fact.Fact) (clocks []Clock, notes []string) {
	boot, uncertainty, how := bootTime(facts)
	unknown := 0
	streams := map[string]int{}
	for i := range facts {
		t := &facts[i].Time
		if t.Quality != fact.QualityBoot {
			continue
		}
		if boot.IsZero() {
			unknown++
			continue
		}
		t.At = boot.Add(t.SinceBoot)
		t.Quality = fact.QualityEstimated
		t.Uncertainty = uncertainty
		at, seen := streams[facts[i].Origin.Stream]
		if !seen {
			at = len(clocks)
			streams[facts[i].Origin.Stream] = at
			clocks = append(clocks, Clock{Stream: facts[i].Origin.Stream, Boot: boot, Uncertainty: uncertainty, Basis: how})
		}
		clocks[at].Facts++
	}
	if how != "" {
		notes = append(notes, fmt.Sprintf("kernel times: the host booted at %s ± %s (%s)", boot.UTC().Format(time.RFC3339), short(uncertainty), how))
	}
	if unknown > 0 {
		notes = append(notes, fmt.Sprintf("%d kernel records have no wall time: add the output of uptime and date, or dmesg -T", unknown))
	}
	return clocks, notes
}

// assumptions says of the clocks what a reader of times must know.
func assumptions(clocks []Clock) (notes []string) {
	assumed, doubtful := 0, 0
	for _, c := range clocks {
		switch {
		case c.Assumed && c.Uncertainty > time.Hour:
			doubtful += c.Facts
		case c.Assumed:
			assumed += c.Facts
		case c.Offset != 0:
			who := c.Stream
			if !c.Subject.Zero() {
				who += ", " + c.Subject.Label()
			}
			notes = append(notes, fmt.Sprintf("%s: its clock shows UTC %s ± %s (%s)", who, signed(c.Offset), short(c.Uncertainty), c.Basis))
		}
	}
	if assumed > 0 {
		notes = append(notes, fmt.Sprintf("%d times have no zone; UTC is assumed", assumed))
	}
	if doubtful > 0 {
		notes = append(notes, fmt.Sprintf("%d times have no zone and do not fit UTC: their order beside others can't be told; capture with docker logs -t, or add the output of timedatectl", doubtful))
	}
	return notes
}

// signed writes an offset as a person reads a zone or a skew: +1h, -7h30m,
// +3m12s.
func signed(d time.Duration) string {
	if d < 0 {
		return "-" + short(-d)
	}
	return "+" + short(d)
}

// short writes a duration without its empty parts: 1h, 1m, 250ms.
func short(d time.Duration) string {
	if d >= time.Second {
		d = d.Round(time.Second)
	} else {
		d = max(d.Round(time.Millisecond), min(d, time.Millisecond))
	}
	text := d.String()
	if d >= time.Minute && d%time.Minute == 0 {
		text = text[:len(text)-2]
		if d%time.Hour == 0 {
			text = text[:len(text)-2]
		}
	}
	return text
}

// middle is the median: one wrong pair does not move it.
func middle(guesses []time.Time) (time.Time, bool) {
	if len(guesses) == 0 {
		return time.Time{}, false
	}
	slices.SortFunc(guesses, time.Time.Compare)
	return guesses[len(guesses)/2], true
}

// setYears moves stamps without a year to the year that puts them nearest to
// the latest full date of the input: a bundle may be read years later.
func setYears(facts []fact.Fact) {
	var latest time.Time
	for i := range facts {
		if t := facts[i].Time; t.Quality >= fact.QualityNoZone && t.At.After(latest) {
			latest = t.At
		}
	}
	if latest.IsZero() {
		return
	}
	for i := range facts {
		t := &facts[i].Time
		if t.Quality != fact.QualityNoYear {
			continue
		}
		best := t.At
		for year := latest.Year() - 1; year <= latest.Year()+1; year++ {
			moved := t.At.AddDate(year-t.At.Year(), 0, 0)
			if moved.Day() == t.At.Day() && moved.Sub(latest).Abs() < best.Sub(latest).Abs() {
				best = moved
			}
		}
		t.At = best
	}
}

// setSpans moves the spans of streams as their clocks say.
func (c *collector) setSpans() {
	exact := map[string]bool{} // streams in which some stamps need no clock
	for i := range c.result.Facts {
		if f := &c.result.Facts[i]; f.Time.Quality == fact.QualityExact && f.Time.Known() {
			exact[f.Origin.Stream] = true
		}
	}
	for i := range c.result.Coverage.Streams {
		s := &c.result.Coverage.Streams[i]
		for _, k := range c.result.Coverage.Clocks {
			if end, ok := s.Ends[k.Subject]; ok && k.Stream == s.Name && k.Boot.IsZero() {
				s.Ends[k.Subject] = end.Add(-k.Offset)
			}
			switch {
			case k.Stream != s.Name:
			case k.Boot.IsZero() && k.Subject == (fact.Subject{}) && !exact[s.Name] && !s.From.IsZero():
				s.From, s.To = s.From.Add(-k.Offset), s.To.Add(-k.Offset)
			case !k.Boot.IsZero() && s.From.IsZero() && s.signs.sinceBoot >= 0:
				s.From = k.Boot.Add(s.signs.sinceBoot)
			}
		}
	}
}
