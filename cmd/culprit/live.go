package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/ingest"
	"culprit/engine/source/docker"
	"culprit/engine/source/host"
	"culprit/engine/topology"
)

// liveOptions choose what is captured of a running server.
type liveOptions struct {
	boxes []string // containers; with what they depend on. None: all
	since string
	tail  int
	dirs  []string
}

func (o *liveOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.since, "since", "24h", "logs and events from then on: a duration such as 2h, a time, or all")
	f.IntVar(&o.tail, "tail", 50_000, "at most so many last lines of each log; 0 is all")
	f.StringArrayVar(&o.dirs, "ls", nil, "a folder to list with modes and owners (of secrets, of entry points); may be given more than once")
}

// A server is the live sources of this machine.
type server struct {
	sources []ingest.NamedSource
	since   time.Time
	named   []string // the containers asked for, by their full names
	blind   error    // the engine is there and may not be asked
	close   func()
}

// server opens the live sources. What a machine does not have is no error: the
// sources name it as missing.
func (c *console) server(ctx context.Context, o liveOptions) (*server, error) {
	since, err := sinceTime(o.since, time.Now())
	if err != nil {
		return nil, err
	}
	s := &server{since: since, close: func() {}}
	dirs := o.dirs
	engine, err := docker.Open(ctx, docker.Options{Since: since, Tail: o.tail})
	switch {
	case err == nil:
		s.close = func() { engine.Close() }
		scope, err := c.scope(ctx, engine, o.boxes)
		if err != nil {
			s.close()
			return nil, err
		}
		s.named = scope.named
		dirs = append(slices.Clone(dirs), scope.secretDirs...)
		s.sources = append(s.sources, engine.With(docker.Options{Since: since, Tail: o.tail, Containers: scope.ids}))
	case !errors.Is(err, docker.ErrUnreachable):
		return nil, usage(err)
	case len(o.boxes) > 0:
		return nil, unreadable(fmt.Errorf("cannot look for container %s: %w", o.boxes[0], err), askAgain)
	case docker.Expected():
		if docker.Forbidden(err) {
			s.blind = unreadable(errors.New("the Docker engine could not be asked: permission denied"), askAgain)
		}
		s.sources = append(s.sources, docker.Unreachable(err).(ingest.NamedSource))
	}
	s.sources = append(s.sources, host.Open(host.Options{Since: since, Tail: o.tail, Dirs: dirs}), probe())
	return s, nil
}

const askAgain = "is the engine running, and may you read its socket (group docker, or root)?"

// A scope is which containers are looked into, and where their secrets lie.
type scope struct {
	named      []string // names of the containers asked for
	ids        []string // of them and of all they depend on; nil: all there are
	secretDirs []string
}

// scope works out from the inspect documents what the named containers need.
func (c *console) scope(ctx context.Context, engine *docker.Engine, names []string) (*scope, error) {
	in, err := c.ingest(ctx, []ingest.NamedSource{engine.Inspect().(ingest.NamedSource)}, nil)
	if err != nil {
		return nil, err
	}
	graph := topology.New(in.Facts)
	all := graph.Containers()
	s := &scope{}
	wanted := map[string]bool{}
	for _, name := range names {
		found := slices.DeleteFunc(slices.Clone(all), func(box fact.Subject) bool { return !box.Called(name) })
		if len(found) == 0 {
			var known []string
			for _, box := range all {
				known = append(known, box.Name)
			}
			return nil, &exit{exitUsage, fmt.Errorf("there is no container %q%s", name, condition.DidYouMean(name, known)), "docker ps -a lists them"}
		}
		for _, box := range found {
			s.named = append(s.named, box.Name)
			for _, id := range needs(graph, box) {
				wanted[id] = true
			}
		}
	}
	for i := range in.Facts {
		box, ok := in.Facts[i].Data.(*fact.ContainerState)
		if !ok || len(names) > 0 && !wanted[box.ID] {
			continue
		}
		if len(names) > 0 {
			s.ids = append(s.ids, box.ID)
		}
		for _, m := range box.Mounts {
			if dir := path.Dir(m.Source); secretMount(m) && !slices.Contains(s.secretDirs, dir) && len(s.secretDirs) < maxSecretDirs {
				s.secretDirs = append(s.secretDirs, dir)
			}
		}
	}
	return s, nil
}

// maxSecretDirs bounds the folders that are listed without being asked for.
const maxSecretDirs = 20

// secretMount tells a mounted secret: compose and swarm put them to
// /run/secrets. The folder of its source is listed, for modes and owners.
func secretMount(m fact.Mount) bool {
	return m.Type == "bind" && strings.HasPrefix(m.Destination, "/run/secrets/") && strings.HasPrefix(m.Source, "/")
}

// needs lists the ids of a container and of all it depends on. Where nothing
// tells whom it depends on, its neighbours in its own networks stand in.
func needs(graph *topology.Graph, box fact.Subject) []string {
	ids := []string{box.ID}
	for queue := []fact.Subject{box}; len(queue) > 0; queue = queue[1:] {
		for _, next := range graph.Needs(queue[0]) {
			if !slices.Contains(ids, next.ID) {
				ids = append(ids, next.ID)
				queue = append(queue, next)
			}
		}
	}
	if len(ids) == 1 {
		for _, other := range graph.Containers() {
			if other.ID != box.ID && graph.Shares(box, other, "network") {
				ids = append(ids, other.ID)
			}
		}
	}
	return ids
}
