//go:build !linux || !cgo

package nvml

import (
	"errors"
	"io"
)

// Built says whether the library can be asked.
const Built = false

// Probe is what the child runs.
func Probe(io.Writer) error {
	return errors.New("culprit was built without NVML: that needs Linux and cgo")
}
