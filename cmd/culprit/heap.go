package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// How much the heap may grow before garbage is collected, in percent of what is
// in use. What is kept of an input is little beside what passes through:
// collecting twice as often as is usual takes no time that can be measured, and
// saves 5 MiB. But the first time waits until there are 10 MiB (the runtime's
// minimum of 4 times startGrowth): loading the rules would be interrupted ten
// times for 2 MiB.
const (
	growth      = 50
	startGrowth = 250
)

// paceGarbage sets the pace of the collector, unless the environment does.
func paceGarbage() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(startGrowth)
	runtime.AddCleanup(&struct{ _ *int }{}, func(percent int) { debug.SetGCPercent(percent) }, growth)
}
