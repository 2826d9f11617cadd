package metrics

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"syscall"
)

// Process are the figures of this process, under the names that every exporter
// gives them. What /proc does not tell is left out.
func Process() []Family {
	list := []Family{Gauge("go_goroutines", "Goroutines that exist.", float64(runtime.NumGoroutine()))}
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err == nil {
		seconds := func(t syscall.Timeval) float64 { return float64(t.Nano()) / 1e9 }
		list = append(list, Counter("process_cpu_seconds_total", "Processor time, of the user and of the system.", seconds(used.Utime)+seconds(used.Stime)))
	}
	// statm, in pages: size resident shared text lib data dt (proc(5)).
	if statm, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := bytes.Fields(statm); len(fields) > 1 {
			if pages, err := strconv.ParseInt(string(fields[1]), 10, 64); err == nil {
				list = append(list, Gauge("process_resident_memory_bytes", "Memory that is resident.", float64(pages*int64(os.Getpagesize()))))
			}
		}
	}
	if open, err := os.ReadDir("/proc/self/fd"); err == nil {
		list = append(list, Gauge("process_open_fds", "Files that are open.", float64(len(open)-1))) // without that folder
	}
	return list
}
