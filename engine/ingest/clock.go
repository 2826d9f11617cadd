package ingest

import (
	"fmt"
	"slices"
	"time"

	"culprit/engine/fact"
)

// setClocks gives instants to facts that have only seconds since boot, and
// returns in words what was assumed. When the host booted is told, best first,
// by records that print both clocks (dmesg beside dmesg -T, syslog), by uptime
// beside a date, or by the end of a container that the kernel killed.
func setClocks(facts []fact.Fact) []string {
	setYears(facts)
	boot, uncertainty, how := bootTime(facts)
	var notes []string
	unknown := 0
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
	}
	if how != "" {
		notes = append(notes, fmt.Sprintf("kernel times: the host booted at %s ± %s (%s)", boot.UTC().Format(time.RFC3339), uncertainty, how))
	}
	if unknown > 0 {
		notes = append(notes, fmt.Sprintf("%d kernel records have no wall time: add the output of uptime and date, or dmesg -T", unknown))
	}
	zoneless := 0
	for i := range facts {
		if facts[i].Time.Quality == fact.QualityNoZone || facts[i].Time.Quality == fact.QualityNoYear {
			zoneless++
		}
	}
	if zoneless > 0 {
		notes = append(notes, fmt.Sprintf("%d times have no zone; UTC is assumed", zoneless))
	}
	return notes
}

func bootTime(facts []fact.Fact) (boot time.Time, uncertainty time.Duration, how string) {
	if t, ok := bothClocks(facts); ok {
		return t, 2 * time.Second, "records with both clocks"
	}
	var now time.Time
	var up, spread time.Duration
	for i := range facts {
		d, ok := facts[i].Data.(*fact.HostInfo)
		if !ok {
			continue
		}
		if !d.Now.IsZero() && now.IsZero() {
			now = d.Now
		}
		if d.UptimeSeconds > 0 && up == 0 {
			up = time.Duration(d.UptimeSeconds * float64(time.Second))
			spread = time.Minute // uptime prints minutes
			if d.UptimeSeconds != float64(int64(d.UptimeSeconds/60)*60) {
				spread = 2 * time.Second
			}
		}
	}
	if t, ok := killedContainers(facts); ok {
		return t, 2 * time.Second, "the end of a container that the kernel killed"
	}
	if !now.IsZero() && up > 0 {
		return now.Add(-up), spread, "uptime and date"
	}
	return time.Time{}, 0, ""
}

// bothClocks pairs records of one text that stand in one stream with the clock
// of the kernel and in another with wall time.
func bothClocks(facts []fact.Fact) (time.Time, bool) {
	type pair struct {
		boot time.Duration
		wall time.Time
		n    [2]int
	}
	pairs := map[string]*pair{}
	var guesses []time.Time
	for i := range facts {
		f := &facts[i]
		t := f.Time
		if t.SinceBoot > 0 && t.Known() {
			guesses = append(guesses, t.At.Add(-t.SinceBoot))
			continue
		}
		boot := t.Quality == fact.QualityBoot
		if !boot && (t.Quality != fact.QualityNoZone && t.Quality != fact.QualityNoYear || len(f.Kind) < 7 || f.Kind[:7] != "kernel.") {
			continue
		}
		key := f.Text
		p := pairs[key]
		if p == nil {
			p = &pair{}
			pairs[key] = p
		}
		if boot {
			p.boot = t.SinceBoot
			p.n[0]++
		} else {
			p.wall = t.At
			p.n[1]++
		}
	}
	for _, p := range pairs {
		if p.n == [2]int{1, 1} {
			guesses = append(guesses, p.wall.Add(-p.boot))
		}
	}
	return middle(guesses)
}

// killedContainers pairs an out-of-memory kill with the end of its container.
func killedContainers(facts []fact.Fact) (time.Time, bool) {
	ended := map[string]time.Time{}
	for i := range facts {
		switch d := facts[i].Data.(type) {
		case *fact.ContainerState:
			if d.OOMKilled && !d.FinishedAt.IsZero() {
				ended[d.ID] = d.FinishedAt
			}
		case *fact.ContainerEvent:
			if d.Action == "die" && d.ExitCode == 137 && facts[i].Time.Known() {
				ended[d.ID] = facts[i].Time.At
			}
		}
	}
	last := map[string]time.Duration{}
	for i := range facts {
		if d, ok := facts[i].Data.(*fact.OOMKill); ok && d.ContainerID != "" && facts[i].Time.Quality == fact.QualityBoot {
			last[d.ContainerID] = max(last[d.ContainerID], facts[i].Time.SinceBoot)
		}
	}
	var guesses []time.Time
	for id, since := range last {
		if at, ok := ended[id]; ok {
			guesses = append(guesses, at.Add(-since))
		}
	}
	return middle(guesses)
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
