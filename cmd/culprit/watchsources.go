package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"culprit/engine/source"
	"culprit/engine/source/bundle"
	"culprit/engine/source/docker"
	"culprit/engine/source/host"
	"culprit/engine/source/kmsg"
	"culprit/engine/source/refresh"
	"culprit/engine/source/tail"
)

// A followed is a source that watch follows: its name in words, and what hands
// out its pieces until ctx ends, from one goroutine or several.
type followed struct {
	name string
	run  func(ctx context.Context, emit func(source.Piece)) error
}

// followers is the list of what can be followed of a server. Each opens its
// source; one that this machine does not have answers with a *source.Missing,
// which is said and is no failure.
var followers = []func(*console, context.Context, watching, source.Cursors) (*followed, error){
	(*console).followEngine,
	(*console).followKernel,
	(*console).followHost,
	(*console).followGPUs,
}

// follow opens what is watched, the files that are named, else this server, to
// be read on from the cursors of an earlier run.
func (c *console) follow(ctx context.Context, paths []string, o watching, from source.Cursors) ([]*followed, error) {
	if len(paths) > 0 {
		files, err := c.followFiles(paths, o, from)
		return []*followed{files}, err
	}
	var list []*followed
	for _, open := range followers {
		f, err := open(c, ctx, o, from)
		if missing := (*source.Missing)(nil); errors.As(err, &missing) {
			c.say("not watched: %s", missing)
			continue
		} else if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// names says what is followed.
func names(list []*followed) string {
	var b strings.Builder
	for i, f := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(f.name)
	}
	return b.String()
}

// pieces runs all sources side by side. The channel closes when all have ended,
// and then ended has their first error. A piece waits until it is taken: what is
// not taken yet stays in its source.
func pieces(ctx context.Context, list []*followed) (taken <-chan source.Piece, ended <-chan error) {
	out := make(chan source.Piece)
	errs := make(chan error, len(list)+1)
	var running sync.WaitGroup
	for _, f := range list {
		running.Go(func() {
			if err := f.run(ctx, func(p source.Piece) {
				p.Data = bytes.Clone(p.Data)
				out <- p
			}); err != nil {
				errs <- err
			}
		})
	}
	go func() {
		running.Wait()
		errs <- nil
		close(out)
	}()
	return out, errs
}

// eventsBefore is how far back an engine's events are asked for at the start.
const eventsBefore = 10 * time.Minute

func (c *console) followEngine(ctx context.Context, o watching, _ source.Cursors) (*followed, error) {
	engine, err := docker.Open(ctx, docker.Options{Since: time.Now().Add(-eventsBefore)})
	if err != nil {
		return nil, unreadable(fmt.Errorf("cannot watch the Docker engine: %w", err), askAgain+" To watch files, name them")
	}
	return &followed{"the Docker engine at " + engine.Name(), func(ctx context.Context, emit func(source.Piece)) error {
		defer engine.Close()
		var documents sync.WaitGroup
		documents.Go(func() { refresh.Run(ctx, engine.Documents(), emit) })
		defer documents.Wait()
		return engine.Follow(ctx, o.backlog, emit)
	}}, nil
}

func (c *console) followKernel(_ context.Context, _ watching, from source.Cursors) (*followed, error) {
	ring, err := kmsg.Open(from[kmsg.Stream])
	if err != nil {
		return nil, err
	}
	return &followed{"the kernel's log", func(ctx context.Context, emit func(source.Piece)) error {
		ring.Run(ctx, emit)
		return nil
	}}, nil
}

func (c *console) followHost(context.Context, watching, source.Cursors) (*followed, error) {
	return &followed{"this host", func(ctx context.Context, emit func(source.Piece)) error {
		refresh.Run(ctx, host.Open(host.Options{}), emit)
		return nil
	}}, nil
}

func (c *console) followGPUs(ctx context.Context, _ watching, _ source.Cursors) (*followed, error) {
	var smi source.Stream
	for s := range host.Open(host.Options{}).Streams(ctx) {
		if s.Name == "gpu/nvidia_smi.txt" {
			smi = s
		}
	}
	return &followed{"its GPUs", func(ctx context.Context, emit func(source.Piece)) error {
		probe().Follow(ctx, smi, emit)
		return nil
	}}, nil
}

func (c *console) followFiles(paths []string, o watching, _ source.Cursors) (*followed, error) {
	files, err := tail.New(paths, tail.Options{Backlog: o.backlog})
	if err != nil {
		return nil, usage(err)
	}
	return &followed{strings.Join(paths, ", "), func(ctx context.Context, emit func(source.Piece)) error {
		polling := files.Run(ctx, func(p source.Piece) {
			p.About = bundle.SubjectOf(p.Stream)
			emit(p)
		})
		if polling != "" {
			c.say("files were looked at once a second only: %s", polling)
		}
		return nil
	}}, nil
}
