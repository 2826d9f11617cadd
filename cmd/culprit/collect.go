package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"culprit/engine/collect"
	"culprit/engine/redact"
	"culprit/engine/report"
	"culprit/engine/source"
	"culprit/engine/source/docker"
	"culprit/engine/source/host"
	"culprit/parsers/size"
)

// collectOptions are those of collect alone.
type collectOptions struct {
	live    liveOptions
	output  string
	maxSize string
	keep    bool
	list    bool
}

func collectCommand(c *console) *cobra.Command {
	var o collectOptions
	cmd := &cobra.Command{
		Use:   "collect -o BUNDLE.tar.gz",
		Short: "Capture what this server says into a bundle, without its secrets",
		Long: "Captures what analyze reads: containers, logs, events and state from the Docker\n" +
			"engine, kernel messages, GPUs, memory, disks. It only reads. Secrets become\n" +
			"tokens before anything is written; a secret has one token throughout. What could\n" +
			"not be captured, and why, stands in the bundle's manifest.json. ^C ends the\n" +
			"capture and leaves a bundle of what was captured until then.",
		Example: "  culprit collect -o bundle.tar.gz\n  culprit collect -o bundle.tar.gz --container worker --since 2h --ls /etc/secrets\n  culprit collect --list",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.collect(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.output, "output", "o", "", "the bundle to write; - is standard output")
	f.StringArrayVar(&o.live.boxes, "container", nil, "capture the logs of this container and of all it depends on; may be given more than once")
	f.StringVar(&o.maxSize, "max-size", "512MiB", "at most so much text before compression; the oldest lines of long logs are left out")
	f.BoolVar(&o.keep, "keep-secrets", false, "write secrets as they are")
	f.BoolVar(&o.list, "list", false, "print what would be captured, and capture nothing")
	o.live.flags(f)
	return cmd
}

func (c *console) collect(ctx context.Context, o collectOptions) error {
	if o.list {
		for _, l := range docker.List() {
			fmt.Fprintf(c.out, "%-28s %-48s %s\n", l.Name, l.Command, l.What)
		}
		for _, l := range host.Open(host.Options{Dirs: o.live.dirs}).List() {
			fmt.Fprintf(c.out, "%-28s %-48s %s\n", l.Name, l.Command, l.What)
		}
		return nil
	}
	limit := size.Parse(o.maxSize, 1)
	if limit <= 0 {
		return &exit{exitUsage, fmt.Errorf("cannot read --max-size %q", o.maxSize), "give a size such as 200MiB or 2GiB"}
	}
	if o.output == "" {
		return &exit{exitUsage, errors.New("collect needs a file to write"), "culprit collect -o bundle.tar.gz"}
	}
	s, err := c.server(ctx, o.live)
	if err != nil {
		return err
	}
	defer s.close()
	opts := collect.Options{
		Version: version, BootTime: host.BootTime(),
		Asked: collect.Asked{Containers: s.named, Since: s.since, Tail: o.live.tail, MaxBytes: limit},
	}
	opts.Host, _ = os.Hostname()
	if !o.keep {
		opts.Hide = redact.New()
	}
	bar := newProgress(c.err)
	opts.Progress = bar.capturing
	sources := make([]source.Source, len(s.sources))
	for i := range s.sources {
		sources[i] = s.sources[i]
	}
	var m *collect.Manifest
	err = c.write(o.output, func(w io.Writer) error {
		if f, ok := w.(*os.File); ok && o.output != "-" {
			// What was captured as root is for its owner's eyes.
			if err := f.Chmod(0o600); err != nil {
				return err
			}
		}
		m, err = collect.Write(ctx, w, sources, opts)
		return err
	})
	bar.done()
	if err != nil {
		return err
	}
	return c.collected(o.output, m)
}

// collected says what became of it.
func (c *console) collected(name string, m *collect.Manifest) error {
	var total int64
	proof := report.NewProof()
	for _, s := range m.Streams {
		total += s.Bytes
	}
	c.say("%s: %d streams, %s of text, %d secrets hidden, %d missing, %d cut", name, len(m.Streams), mebibytes(total), m.Secrets, len(m.Missing), len(m.Cut))
	for _, l := range append(append([]collect.Lost{}, m.Missing...), m.Cut...) {
		if !strings.HasSuffix(l.Reason, "is not installed") {
			c.say("not captured: %s: %s", l.Stream, proof.Text(l.Reason))
		}
	}
	if m.Interrupted {
		return unreadable(errors.New("the capture was interrupted; the bundle holds what was captured until then"), "")
	}
	return nil
}

func mebibytes(n int64) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }

// capturing shows on a terminal what is captured now.
func (p *progress) capturing(done, all int, now string, bytes int64) {
	if p.w == nil || time.Since(p.last) < 50*time.Millisecond {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(p.w, "\r\x1b[Kculprit: capturing %d of %d, %s, %s", done+1, all, mebibytes(bytes), now)
}
