package fact

import "time"

// Quality says how well the instant of a fact is known.
type Quality uint8

// Qualities from worst to best. Order matters: a better quality is greater.
const (
	// QualityNone: the producer printed no time (a snapshot, a bare log line).
	QualityNone Quality = iota
	// QualityBoot: only the seconds since boot are known (Time.SinceBoot),
	// as dmesg prints them; ingest turns them into an instant when it knows
	// when the host booted.
	QualityBoot
	// QualityEstimated: derived from an anchor in another stream or from the
	// neighbouring lines; Uncertainty says how far it may be off.
	QualityEstimated
	// QualityNoYear: date and time without a year and zone (syslog, klog).
	QualityNoYear
	// QualityNoZone: a full date without a zone; UTC is assumed until ingest
	// knows the zone of the host.
	QualityNoZone
	// QualityExact: a full instant with its zone.
	QualityExact
)

var qualityNames = [...]string{"none", "boot", "estimated", "no year", "no zone", "exact"}

// String returns the words shown to users.
func (q Quality) String() string { return qualityNames[q] }

// A Time is an instant with the honesty about how well it is known.
type Time struct {
	At          time.Time     // UTC; zero for QualityNone and QualityBoot
	Quality     Quality       // how At came to be
	Uncertainty time.Duration // the true instant lies within At ± Uncertainty
	SinceBoot   time.Duration // for kernel records: the kernel's own clock
}

// Known reports whether there is an instant at all.
func (t Time) Known() bool { return !t.At.IsZero() }

// Exact is a time whose producer printed date, time and zone. The uncertainty
// is the resolution of what was printed: 1 s, 1 ms, 1 ns.
func Exact(at time.Time, resolution time.Duration) Time {
	return Time{At: at.UTC(), Quality: QualityExact, Uncertainty: resolution}
}

// Boot is the time of a kernel record: only its distance from boot is known.
func Boot(since time.Duration) Time {
	return Time{Quality: QualityBoot, SinceBoot: since, Uncertainty: time.Microsecond}
}

// Earliest and Latest bound the true instant.
func (t Time) Earliest() time.Time { return t.At.Add(-t.Uncertainty) }

// Latest is the other bound of the true instant.
func (t Time) Latest() time.Time { return t.At.Add(t.Uncertainty) }

// CertainlyBefore reports whether t was before u whatever the uncertainties;
// false also means "cannot tell".
func (t Time) CertainlyBefore(u Time) bool {
	return t.Known() && u.Known() && t.Latest().Before(u.Earliest())
}
