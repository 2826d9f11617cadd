package main

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// Priorities of a watcher: below what it watches.
const (
	niceness = 10
	ioLowest = 2<<13 | 7 // class best effort, level 7 (include/uapi/linux/ioprio.h)
	ioWho    = 1         // IOPRIO_WHO_PROCESS, which is a thread
)

// giveWay lowers the priority of the process, as far as that is allowed: of all
// its threads, since on Linux each has its own. New ones take over that of the
// thread that starts them, and so do children.
func giveWay() {
	done := map[int]bool{}
	for before := -1; before != len(done); {
		before = len(done)
		threads, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return
		}
		for _, t := range threads {
			id, err := strconv.Atoi(t.Name())
			if err != nil || done[id] {
				continue
			}
			done[id] = true
			if now, err := unix.Getpriority(unix.PRIO_PROCESS, id); err == nil && 20-now < niceness { // it may have been given less
				unix.Setpriority(unix.PRIO_PROCESS, id, niceness)
			}
			unix.Syscall(unix.SYS_IOPRIO_SET, ioWho, uintptr(id), ioLowest)
		}
	}
}
