package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/engine/history"
	"culprit/engine/metrics"
	"culprit/engine/source"
	"culprit/parsers/size"
)

// historyQuery are the options of history.
type historyQuery struct{ file, since, box, cause, format string }

func historyCommand(c *console) *cobra.Command {
	var o historyQuery
	cmd := &cobra.Command{
		Use:   "history",
		Short: "Show which causes came and went on this server, and what healed them",
		Long: "Shows what culprit watch --history noted: the causes of each container over\n" +
			"days, how often they came back, how long they lasted and what healed them.",
		Example: "  culprit history --since 7d\n  culprit history --container worker --format json",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return c.history(o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.file, "history", "", "the `file` that watch wrote (default history.db in /var/lib/culprit, for others than root in their own state folder)")
	f.StringVar(&o.since, "since", "7d", "from then on: a duration such as 12h or 30d, a time, or all")
	f.StringVar(&o.box, "container", "", "of this container or service alone")
	f.StringVar(&o.cause, "cause", "", "of this cause alone")
	f.StringVar(&o.format, "format", "text", "how to write it: text, json")
	return cmd
}

// historyFormats is the list of ways to write a history.
var historyFormats = map[string]func(io.Writer, *history.Summary) error{"text": history.Text, "json": history.JSON}

func (c *console) history(o historyQuery) error {
	write, err := formatNamed(o.format, historyFormats)
	if err != nil {
		return err
	}
	now := time.Now()
	since, err := sinceTime(o.since, now)
	if err != nil {
		return err
	}
	if o.file == "" {
		if o.file, err = historyFile(); err != nil {
			return usage(err)
		}
	}
	list, err := history.Read(o.file, since)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return unreadable(fmt.Errorf("there is no history %s", o.file), "culprit watch --history FILE writes one")
	case err != nil:
		return unreadable(fmt.Errorf("cannot read the history %s: %w", o.file, err), "")
	}
	return write(c.out, history.Summarize(list, history.Query{Since: since, Box: o.box, Cause: o.cause}, now))
}

// historyFile is where a history is when it is not said: where a service of
// systemd has its state, and the same for root; else the user's own folder.
func historyFile() (string, error) {
	dir := os.Getenv("STATE_DIRECTORY")
	switch {
	case dir != "":
	case os.Geteuid() == 0:
		dir = "/var/lib/culprit"
	case os.Getenv("XDG_STATE_HOME") != "":
		dir = filepath.Join(os.Getenv("XDG_STATE_HOME"), "culprit")
	default:
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("say where the history is, with --history: %w", err)
		}
		dir = filepath.Join(home, ".local", "state", "culprit")
	}
	return filepath.Join(dir, "history.db"), nil
}

// historyOptions are where watch notes what happened.
type historyOptions struct{ file, keep, limit string }

func historyFlags(all *sinkOptions, f *pflag.FlagSet) {
	o := &all.history
	f.StringVar(&o.file, "history", "", "note what opens and heals in this `file`, for culprit history")
	f.StringVar(&o.keep, "history-keep", "90d", "forget what is older")
	f.StringVar(&o.limit, "history-limit", "64MiB", "keep the file below this size; the oldest is forgotten")
}

// openHistory opens the history of a run.
func openHistory(c *console, all *sinkOptions, _ *runState) (sink, error) {
	o := &all.history
	if o.file == "" {
		return nil, nil
	}
	keep := history.Keep{Bytes: size.Parse(o.limit, 1)}
	var ok bool
	if keep.For, ok = span(o.keep); !ok {
		return nil, &exit{exitUsage, fmt.Errorf("cannot read --history-keep %q", o.keep), "give a duration such as 90d"}
	}
	if keep.Bytes <= 0 {
		return nil, &exit{exitUsage, fmt.Errorf("cannot read --history-limit %q", o.limit), "give a size such as 64MiB"}
	}
	w, err := history.Write(o.file, keep, c.say)
	if err != nil {
		return nil, usage(fmt.Errorf("cannot keep a history in %s: %w", o.file, err))
	}
	return historySink{w}, nil
}

// A historySink notes all changes, shown or not.
type historySink struct{ *history.Writer }

func (historySink) piece(source.Piece) {}

func (s historySink) judged(j judgement) {
	for _, c := range j.changes {
		s.Take(c.Event)
	}
}

func (s historySink) close(ctx context.Context) error { return s.Close(ctx) }

func (s historySink) families() []metrics.Family {
	f := metrics.Family{Name: "culprit_history_events_total", Help: "Events for the history, by what became of them.", Type: "counter"}
	stats := s.Stats()
	f.Add(float64(stats.Written), "result", "written")
	f.Add(float64(stats.Dropped), "result", "dropped")
	return []metrics.Family{f}
}
