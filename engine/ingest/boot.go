package ingest

import (
	"strings"
	"time"

	"culprit/engine/fact"
)

// bootTime is when the host booted. It is told, best first, by records that
// print both clocks (dmesg beside dmesg -T, syslog, journal), by the kernel's
// first line in a journal, by the end of a container that the kernel killed, or
// by uptime beside a date.
func bootTime(facts []fact.Fact) (boot time.Time, uncertainty time.Duration, how string) {
	for i := range facts {
		// Our own capture reads both clocks at once; the kernel's log clock and
		// its monotonic clock differ by less than a second between two slews.
		if d, ok := facts[i].Data.(*fact.HostInfo); ok && !d.Now.IsZero() && d.UptimeSeconds > 0 {
			return d.Now.Add(-time.Duration(d.UptimeSeconds * float64(time.Second))), time.Second, "both clocks at the capture"
		}
	}
	if t, ok := bothClocks(facts); ok {
		return t, 2 * time.Second, "records with both clocks"
	}
	if t, ok := firstLine(facts); ok {
		return t, 10 * time.Second, "the kernel's first line in the journal"
	}
	if t, ok := killedContainers(facts); ok {
		return t, 2 * time.Second, "the end of a container that the kernel killed"
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
	if !now.IsZero() && up > 0 {
		return now.Add(-up), spread, "uptime and date"
	}
	return time.Time{}, 0, ""
}

// firstLine is the last "Linux version …" record with wall time: journald and
// syslog stamp what the kernel said before they ran with the moment they read
// it, seconds after boot.
func firstLine(facts []fact.Fact) (time.Time, bool) {
	var last time.Time
	for i := range facts {
		f := &facts[i]
		if f.Time.Known() && f.Kind == "kernel.message" && strings.HasPrefix(f.Data.(*fact.KernelMessage).Message, "Linux version ") && f.Time.At.After(last) {
			last = f.Time.At
		}
	}
	return last, !last.IsZero()
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
		if !boot && (!t.Known() || !strings.HasPrefix(f.Kind, "kernel.")) {
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
	ended := endsByMemory(facts)
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

// endsByMemory is when each container last ended for lack of memory, by id.
func endsByMemory(facts []fact.Fact) map[string]time.Time {
	ended := map[string]time.Time{}
	for i := range facts {
		switch d := facts[i].Data.(type) {
		case *fact.ContainerState:
			if d.OOMKilled && !d.FinishedAt.IsZero() {
				ended[d.ID] = d.FinishedAt
			}
		case *fact.ContainerEvent:
			if d.Action == "die" && d.ExitCode == 137 && facts[i].Time.Known() && facts[i].Time.At.After(ended[d.ID]) {
				ended[d.ID] = facts[i].Time.At
			}
		}
	}
	return ended
}
