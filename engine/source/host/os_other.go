//go:build !linux

package host

import (
	"errors"
	"time"
)

func kernelRing() ([]byte, error) { return nil, errLinux }

var errLinux = errors.New("it is there on Linux only")

func clocks() (time.Time, time.Duration, error) { return time.Time{}, 0, errLinux }

// BootTime is known on Linux only.
func BootTime() time.Time { return time.Time{} }
