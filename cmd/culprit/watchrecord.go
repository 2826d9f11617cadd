package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"culprit/engine/collect"
	"culprit/engine/redact"
	"culprit/engine/source"
	"culprit/engine/source/host"
	"culprit/parsers/size"
)

// recordOptions are where a run is recorded.
type recordOptions struct{ dir, limit string }

func recordFlags(all *sinkOptions, f *pflag.FlagSet) {
	o := &all.record
	f.StringVar(&o.dir, "record", "", "write what is read into this `folder`, a bundle without secrets that culprit analyze reads")
	f.StringVar(&o.limit, "record-limit", "512MiB", "at most so much; the oldest lines of the longest logs give way")
}

// openRecord begins the recording.
func openRecord(c *console, all *sinkOptions, _ *runState) (sink, error) {
	o := &all.record
	if o.dir == "" {
		return nil, nil
	}
	limit := size.Parse(o.limit, 1)
	if limit <= 0 {
		return nil, &exit{exitUsage, fmt.Errorf("cannot read --record-limit %q", o.limit), "give a size such as 200MiB or 2GiB"}
	}
	opts := collect.Options{Version: version, BootTime: host.BootTime(), Asked: collect.Asked{MaxBytes: limit}, Hide: redact.New()}
	opts.Host, _ = os.Hostname()
	r, err := collect.Record(o.dir, opts, c.say)
	if err != nil {
		return nil, &exit{exitUsage, fmt.Errorf("cannot record: %w", err), "give --record a folder that is empty or not there yet"}
	}
	return recordSink{r}, nil
}

// A recordSink writes pieces into a folder.
type recordSink struct{ *collect.Recorder }

func (s recordSink) piece(p source.Piece) { s.Take(p) }

func (recordSink) judged(judgement) {}

func (s recordSink) close(ctx context.Context) error { return s.Close(ctx) }
