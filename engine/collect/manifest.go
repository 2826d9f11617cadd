package collect

import (
	"runtime"
	"time"
)

// A Manifest is the last file of a bundle: what was captured, when, and what was
// not and why.
type Manifest struct {
	Format        string    `json:"format"` // "culprit-bundle"; source.ManifestMark
	FormatVersion int       `json:"format_version"`
	Tool          Tool      `json:"tool"`
	Host          string    `json:"host"`
	System        string    `json:"system"` // linux/amd64
	StartedAt     time.Time `json:"started_at"`
	FinishedAt    time.Time `json:"finished_at"`
	BootTime      time.Time `json:"boot_time,omitzero"`
	Options       Asked     `json:"options"`
	Redacted      bool      `json:"redacted"`
	Secrets       int       `json:"secrets"`     // how many different ones were hidden
	Interrupted   bool      `json:"interrupted"` // ended before everything was captured
	Streams       []Stream  `json:"streams"`
	Missing       []Lost    `json:"missing"`
	Cut           []Lost    `json:"cut"`
}

// newManifest is that of a capture which begins now.
func newManifest(opts *Options) *Manifest {
	m := &Manifest{
		Format: format, FormatVersion: 1, Tool: Tool{"culprit", opts.Version}, Host: opts.Host, System: runtime.GOOS + "/" + runtime.GOARCH,
		StartedAt: time.Now().UTC(), Options: opts.Asked, Redacted: opts.Hide != nil,
		Streams: []Stream{}, Missing: []Lost{}, Cut: []Lost{},
	}
	if !opts.BootTime.IsZero() {
		m.BootTime = opts.BootTime.UTC()
	}
	return m
}

// Tool is what made the bundle.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Asked is what the user asked for.
type Asked struct {
	Containers []string  `json:"containers,omitempty"` // and what they depend on; empty: all
	Since      time.Time `json:"since,omitzero"`
	Tail       int       `json:"tail,omitempty"`
	MaxBytes   int64     `json:"max_bytes,omitempty"`
}

// Stream is one captured stream.
type Stream struct {
	Name       string    `json:"name"`
	Command    string    `json:"command,omitempty"`
	CapturedAt time.Time `json:"captured_at"`
	Bytes      int64     `json:"bytes"`
}

// Lost is a stream that is not there, or part of one.
type Lost struct {
	Stream string `json:"stream"`
	Reason string `json:"reason"`
	Bytes  int64  `json:"bytes,omitempty"`
}

const format = "culprit-bundle"
