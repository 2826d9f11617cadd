package host

import (
	"time"

	"culprit/engine/source/kmsg"
)

// BootTime is when the clock that stamps the kernel's log began; zero where it
// can't be read. That clock stands still while the machine sleeps.
func BootTime() time.Time {
	now, since, err := kmsg.Clocks()
	if err != nil {
		return time.Time{}
	}
	return now.Add(-since).Round(0).UTC()
}
