package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"culprit/engine/fact"
	"culprit/engine/source"
	"culprit/engine/source/bundle"
	"culprit/engine/source/docker"
	"culprit/engine/source/host"
	"culprit/engine/source/journal"
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

// A machine is the server that is watched, while its sources are opened.
type machine struct {
	*console
	watching
	from   source.Cursors
	engine bool // there is one, and its containers are followed
	kernel bool // its ring is followed

	known chan struct{} // closed when the containers that were there are known
}

// introduce is how long what the kernel and the journal said before waits until
// it is known which containers it speaks of.
const introduce = 3 * time.Second

// introduced waits for that.
func (m *machine) introduced(ctx context.Context) {
	if !m.engine {
		return
	}
	select {
	case <-m.known:
	case <-ctx.Done():
	case <-time.After(introduce):
	}
}

// followers is the list of what can be followed of a server. Each opens its
// source; one that this machine does not have answers with a *source.Missing,
// which is said and is no failure. The journal comes last: it stands in for
// others.
var followers = []func(*machine, context.Context) (*followed, error){
	(*machine).followEngine,
	(*machine).followKernel,
	(*machine).followHost,
	(*machine).followGPUs,
	(*machine).followJournal,
}

// places is the least number of threads of ours that may run at once.
const places = 4

// follow opens what is watched, the files that are named, else this server, to
// be read on from the cursors of an earlier run.
func (c *console) follow(ctx context.Context, paths []string, o watching, from source.Cursors) ([]*followed, error) {
	if alone {
		giveWay() // never in the way of what is watched
		// The thread that opens log files as they come must not wait until another,
		// which gave way, gets a processor and gives back its place: on two busy cores
		// a flood into 1 MB kept twice lost a third of its files, with four places a seventh.
		runtime.GOMAXPROCS(max(places, runtime.GOMAXPROCS(0)))
	}
	m := &machine{console: c, watching: o, from: from, known: make(chan struct{})}
	if len(paths) > 0 {
		files, err := m.followFiles(paths)
		return []*followed{files}, err
	}
	var list []*followed
	for _, open := range followers {
		f, err := open(m, ctx)
		if missing := (*source.Missing)(nil); errors.As(err, &missing) {
			list = append(list, &followed{run: func(_ context.Context, emit func(source.Piece)) error {
				emit(source.Piece{Stream: missing.Stream, Missing: missing})
				return nil
			}})
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
	for _, f := range list {
		if b.Len() > 0 && f.name != "" {
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

// eventsBefore is how far back an engine's events and the journal are asked for
// at the start.
const eventsBefore = 10 * time.Minute

func (m *machine) followEngine(ctx context.Context) (*followed, error) {
	opts := docker.Options{Since: time.Now().Add(-eventsBefore), Seen: sync.OnceFunc(func() { close(m.known) })}
	engine, err := docker.Open(ctx, opts)
	switch {
	case err == nil:
	case !docker.Expected():
		return nil, &source.Missing{Stream: "docker", Reason: "Docker is not installed"}
	case docker.Forbidden(err) || !errors.Is(err, docker.ErrUnreachable):
		return nil, unreadable(fmt.Errorf("cannot watch the Docker engine: %w", err), askAgain+" To watch files, name them")
	}
	m.engine = true
	name := "the Docker engine, which does not answer yet"
	if engine != nil {
		name = "the Docker engine at " + engine.Name()
	}
	return &followed{name, func(ctx context.Context, emit func(source.Piece)) error {
		engine := engine
		if engine == nil {
			if engine = docker.Await(ctx, opts, emit); engine == nil {
				return nil
			}
		}
		defer engine.Close()
		var documents sync.WaitGroup
		documents.Go(func() { refresh.Run(ctx, engine.Documents(), emit) })
		defer documents.Wait()
		return engine.Follow(ctx, m.backlog, m.from, emit)
	}}, nil
}

func (m *machine) followKernel(context.Context) (*followed, error) {
	ring, err := kmsg.Open(m.from[kmsg.Stream])
	if err != nil {
		return nil, err
	}
	m.kernel = true
	return &followed{"the kernel's log", func(ctx context.Context, emit func(source.Piece)) error {
		m.introduced(ctx)
		ring.Run(ctx, emit)
		return nil
	}}, nil
}

func (m *machine) followHost(context.Context) (*followed, error) {
	return &followed{"this host", func(ctx context.Context, emit func(source.Piece)) error {
		refresh.Run(ctx, host.Open(host.Options{}), emit)
		return nil
	}}, nil
}

func (m *machine) followGPUs(ctx context.Context) (*followed, error) {
	var smi source.Stream
	for s := range host.Open(host.Options{}).Streams(ctx) {
		if s.Name == host.NvidiaSMI {
			smi = s
		}
	}
	return &followed{"its GPUs", func(ctx context.Context, emit func(source.Piece)) error {
		probe().Follow(ctx, smi, emit)
		return nil
	}}, nil
}

func (m *machine) followJournal(ctx context.Context) (*followed, error) {
	j, err := journal.Open(ctx, journal.Options{
		Cursor: m.from[journal.Stream], Since: time.Now().Add(-eventsBefore), Kernel: !m.kernel, Containers: !m.engine,
	})
	if err != nil {
		return nil, err
	}
	return &followed{"its journal", func(ctx context.Context, emit func(source.Piece)) error {
		m.introduced(ctx)
		j.Run(ctx, emit)
		return nil
	}}, nil
}

// maxAbout bounds the files whose subjects are remembered: they come and go.
const maxAbout = 4096

func (m *machine) followFiles(paths []string) (*followed, error) {
	files, err := tail.New(paths, tail.Options{Backlog: m.backlog, From: m.from})
	if err != nil {
		return nil, usage(err)
	}
	return &followed{strings.Join(paths, ", "), func(ctx context.Context, emit func(source.Piece)) error {
		about := map[string]fact.Subject{}
		polling := files.Run(ctx, func(p source.Piece) {
			subject, known := about[p.Stream]
			if !known {
				if len(about) >= maxAbout {
					clear(about)
				}
				subject = bundle.SubjectOf(p.Stream)
				about[p.Stream] = subject
			}
			p.About = subject
			emit(p)
		})
		if polling != "" {
			m.say("files were looked at once a second only: %s", polling)
		}
		return nil
	}}, nil
}
