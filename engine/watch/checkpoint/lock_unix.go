//go:build unix

package checkpoint

import (
	"os"
	"syscall"
)

// exclusive locks a file until it is closed or the process ends.
func exclusive(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
