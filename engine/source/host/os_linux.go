package host

import (
	"bytes"
	"errors"
	"fmt"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// BootTime is when the clock that stamps the kernel's log began; zero where it
// can't be read. That clock (CLOCK_MONOTONIC) stands still while the machine
// sleeps.
func BootTime() time.Time {
	now, since, err := clocks()
	if err != nil {
		return time.Time{}
	}
	return now.Add(-since).Round(0).UTC()
}

// clocks reads the wall clock and the time since boot at once.
func clocks() (now time.Time, since time.Duration, err error) {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &t); err != nil {
		return time.Time{}, 0, fmt.Errorf("the clock can't be read: %w", err)
	}
	return time.Now(), time.Duration(t.Nano()), nil
}

// maxRing bounds what is read of the ring; the largest a kernel can have is
// 32 MiB (LOG_BUF_SHIFT 25).
const maxRing = 32 << 20

// kernelRing reads what the kernel's log ring holds now, as /dev/kmsg gives it:
// one record each read, "priority,sequence,microseconds,flags;text"
// (Documentation/ABI/testing/dev-kmsg). Records that are overwritten while we
// read (EPIPE) show as a gap in the sequence.
func kernelRing() ([]byte, error) {
	fd, err := syscall.Open("/dev/kmsg", syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("/dev/kmsg: %w", err)
	}
	defer syscall.Close(fd)
	var b bytes.Buffer
	record := make([]byte, 16<<10) // the kernel's limit is 8 KiB
	for b.Len() < maxRing {
		n, err := syscall.Read(fd, record)
		switch {
		case errors.Is(err, syscall.EPIPE), errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EAGAIN), err == nil && n == 0:
			return b.Bytes(), nil
		case err != nil:
			return nil, fmt.Errorf("/dev/kmsg: %w", err)
		}
		b.Write(record[:n])
	}
	return b.Bytes(), nil
}
