// Package nvml asks NVIDIA's management library about the GPUs, in a child
// process: the library's calls can hang for good inside a sick driver, and an
// old library lacks symbols whose call ends the process. The child prints facts
// as JSON lines, one a line, which parsers/nvml reads back:
//
//	{"format": "culprit-nvml", "kind": "gpu.driver", "data": {"ok": true, "driver_version": "550.54.14", …}}
//	{"format": "culprit-nvml", "kind": "gpu.device", "data": {"index": 0, "uuid": "GPU-…", …}}
//
// No GPU, no driver, two versions that do not fit and a hung driver are ordinary
// answers. The library is loaded at run time and needs cgo; without it the
// stream is missing with that reason.
package nvml

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"time"

	"culprit/engine/fact"
	"culprit/engine/source"
	"culprit/engine/source/child"
)

// Deadline of the child. Eight GPUs answer in two seconds; a cold driver without
// the persistence daemon takes several to wake.
const deadline = 20 * time.Second

const streamName = "gpu/nvml.jsonl"

// Failures of fact.GPUDriver that a follower goes by.
const (
	hung       = "hung"
	noHardware = "no-hardware"
)

// A Source runs the child.
type Source struct {
	argv  []string
	limit time.Duration
	pause func(context.Context, time.Duration)
}

// Open returns the source whose child is argv, a command line that calls Probe.
func Open(argv ...string) *Source { return &Source{argv, deadline, pause} }

// Kind implements source.Source.
func (*Source) Kind() string { return "nvml" }

// Name is the name of the library.
func (*Source) Name() string { return "nvml" }

// Streams implements source.Source.
func (s *Source) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		yield(source.Stream{Name: streamName, Command: "culprit gpu-probe", Size: -1, Open: s.open}, nil)
	}
}

func (s *Source) open(ctx context.Context) (io.ReadCloser, error) {
	text, err := s.ask(ctx)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(text)), nil
}

// ask runs the child; the error is a *source.Missing.
func (s *Source) ask(ctx context.Context) ([]byte, error) {
	if !Built {
		return nil, &source.Missing{Stream: streamName, Reason: "built without NVML (cgo); nvidia-smi is asked instead"}
	}
	text, _, err := child.Output(ctx, s.limit, s.argv)
	switch {
	case errors.Is(err, child.ErrHung):
		// What hangs is the driver: that is what it has to say.
		var b bytes.Buffer
		b.Write(text[:bytes.LastIndexByte(text, '\n')+1])
		Write(&b, "gpu.driver", &fact.GPUDriver{Devices: -1, Failure: hung, Message: "NVML " + err.Error()})
		text = b.Bytes()
	case err != nil:
		return nil, &source.Missing{Stream: streamName, Reason: err.Error()}
	}
	return text, nil
}

// Write writes a fact as a line.
func Write(w io.Writer, kind string, data any) error {
	line, err := json.Marshal(struct {
		Format string `json:"format"`
		Kind   string `json:"kind"`
		Data   any    `json:"data"`
	}{"culprit-nvml", kind, fact.JSON(data)})
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}
