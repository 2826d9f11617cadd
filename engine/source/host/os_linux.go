package host

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"syscall"
)

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
	for b.Len() < maxOutput {
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

// alone puts a command into a process group of its own, so that a deadline ends
// its children too and ^C reaches us first.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
