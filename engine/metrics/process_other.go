//go:build !linux

package metrics

import "runtime"

// Process are the figures of this process, as far as this system tells them.
func Process() []Family {
	return []Family{Gauge("go_goroutines", "Goroutines that exist.", float64(runtime.NumGoroutine()))}
}
