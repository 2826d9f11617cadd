//go:build !linux

package kmsg

import (
	"errors"
	"time"
)

var errLinux = errors.New("it is there on Linux only")

func openRing() (device, error) { return nil, errLinux }

// Clocks are known on Linux only.
func Clocks() (wall time.Time, sinceBoot time.Duration, err error) { return time.Time{}, 0, errLinux }
