//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly

package main

import "errors"

// openKeyboard reads no keys elsewhere.
func (c *console) openKeyboard(*statusLine) (<-chan key, func(), error) {
	return nil, func() {}, errors.New("keys are not read on this system")
}
