package kmsg

import (
	"fmt"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A ring is /dev/kmsg, opened without blocking so that the poller waits for it.
type ring struct {
	file *os.File
	conn syscall.RawConn
}

func openRing() (device, error) {
	file, err := os.OpenFile("/dev/kmsg", os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	r := &ring{file: file}
	if r.conn, err = file.SyscallConn(); err == nil {
		// Opening is allowed to all where reading is not (kernel.dmesg_restrict).
		if _, err = r.read(make([]byte, maxRecord), false); err == syscall.EAGAIN || err == syscall.EPIPE {
			err = nil
		}
	}
	if err == nil { // back to the oldest record
		_, err = file.Seek(0, 0)
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("/dev/kmsg can't be read: %w", err)
	}
	return r, nil
}

func (r *ring) read(p []byte, wait bool) (n int, err error) {
	closed := r.conn.Read(func(fd uintptr) bool {
		n, err = syscall.Read(int(fd), p)
		return !wait || err != syscall.EAGAIN
	})
	if closed != nil {
		return 0, closed
	}
	return max(n, 0), err
}

func (r *ring) stop()  { r.file.SetReadDeadline(time.Unix(1, 0)) }
func (r *ring) close() { r.file.Close() }

// Clocks reads at once the wall clock and the one that stamps records: since
// boot, standing still while the machine sleeps.
func Clocks() (wall time.Time, sinceBoot time.Duration, err error) {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t); err != nil {
		return time.Time{}, 0, fmt.Errorf("the clock can't be read: %w", err)
	}
	return time.Now(), time.Duration(t.Nano()), nil
}
