package docker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/events"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/api/types/volume"

	"culprit/engine/fact"
	"culprit/engine/source"
)

// A document is a stream whose bytes one or a few calls answer.
type document struct {
	name    string
	command string // that prints the same
	what    string // what it is captured for
	limit   time.Duration
	every   time.Duration // after which a watcher reads it again; 0: it follows it
	read    func(*Engine, context.Context) ([]byte, error)
}

// documents is the list of what is asked of an engine, besides its logs and the
// processes of containers. The logs come last: they are long.
var documents = []document{
	{"docker/version.json", "docker version --format '{{json .Server}}'", "versions of engine, runtime and API", callDeadline, 10 * time.Minute, (*Engine).version},
	{"docker/info.json", "docker info --format json", "storage, cgroups, runtimes, warnings", callDeadline, time.Minute, (*Engine).info},
	{"docker/ps.txt", "docker ps -a", "all containers and their state", callDeadline, 30 * time.Second, (*Engine).ps},
	{inspectStream, "docker inspect $(docker ps -aq)", "limits, restarts, health, mounts, networks", callDeadline, 0, (*Engine).inspect},
	{"docker/events.jsonl", "docker events --since … --until 0s --format json", "deaths, kills, restarts", callDeadline, 0, (*Engine).events},
	{"docker/stats.txt", "docker stats --no-stream", "what containers use now", callDeadline, 30 * time.Second, (*Engine).stats},
	{"docker/system_df.txt", "docker system df", "what Docker's data takes on disk", diskDeadline, 10 * time.Minute, (*Engine).disk},
	{"docker/networks.json", "docker network inspect $(docker network ls -q)", "subnets and who is attached", callDeadline, 2 * time.Minute, (*Engine).networks},
	{"docker/volumes.json", "docker volume inspect $(docker volume ls -q)", "where volumes lie", callDeadline, 10 * time.Minute, (*Engine).volumes},
}

const inspectStream = "docker/inspect.json"

// Listed is one row of what is captured.
type Listed struct{ Name, Command, What string }

// List says what is captured of an engine.
func List() []Listed {
	var rows []Listed
	for _, d := range documents {
		rows = append(rows, Listed{d.name, d.command, d.what})
	}
	return append(rows,
		Listed{"docker/top/NAME.txt", "docker top NAME", "processes of each container"},
		Listed{"docker/logs/NAME.log", "docker logs -t NAME", "what each container wrote"})
}

// Streams implements source.Source: documents first, then each container's
// processes and log. They may be opened later.
func (e *Engine) Streams(ctx context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, d := range documents {
			if !yield(e.stream(d), nil) {
				return
			}
		}
		boxes, err := e.list(ctx)
		if err != nil {
			yield(source.Stream{}, missing("docker/logs", err))
			return
		}
		for _, box := range e.chosen(boxes) {
			name := nameOf(&box)
			about := fact.Subject{Kind: fact.Container, Name: name}
			if box.State == container.StateRunning && !yield(source.Stream{
				Name: "docker/top/" + name + ".txt", Command: "docker top " + name, Subject: about, Size: -1, Open: e.opener("docker/top/"+name+".txt", callDeadline,
					func(e *Engine, ctx context.Context) ([]byte, error) { return e.top(ctx, box.ID) }),
			}, nil) {
				return
			}
			if box.ID == e.own {
				continue // its log is what we say
			}
			if !yield(source.Stream{
				Name: "docker/logs/" + name + ".log", Command: "docker logs -t " + name, Subject: about, Size: -1,
				Open: func(ctx context.Context) (io.ReadCloser, error) {
					return e.log(ctx, box.ID, "docker/logs/"+name+".log")
				},
			}, nil) {
				return
			}
		}
	}
}

func (e *Engine) stream(d document) source.Stream {
	return source.Stream{Name: d.name, Command: d.command, Size: -1, Every: d.every, Open: e.opener(d.name, d.limit, d.read)}
}

// Inspect is the stream of all containers' inspect documents alone: from it
// the topology is known before anything else is read.
func (e *Engine) Inspect() source.Source { return inspectOnly{e} }

type inspectOnly struct{ *Engine }

func (i inspectOnly) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, d := range documents {
			if d.name == inspectStream {
				yield(i.stream(d), nil)
			}
		}
	}
}

// Documents are the streams that a watcher reads again and again, beside what
// Follow hands out.
func (e *Engine) Documents() source.Source { return documentsOnly{e} }

type documentsOnly struct{ *Engine }

func (d documentsOnly) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, doc := range documents {
			if doc.every == 0 {
				continue
			}
			s := d.stream(doc)
			s.Open = func(ctx context.Context) (io.ReadCloser, error) {
				return d.With(d.opts).stream(doc).Open(ctx)
			}
			if !yield(s, nil) {
				return
			}
		}
	}
}

// With returns the engine with other options, as of now.
func (e *Engine) With(opts Options) *Engine {
	return &Engine{api: e.api, opts: opts, now: time.Now(), own: e.own}
}

func (e *Engine) opener(name string, limit time.Duration, read func(*Engine, context.Context) ([]byte, error)) func(context.Context) (io.ReadCloser, error) {
	return func(ctx context.Context) (io.ReadCloser, error) {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		data, err := read(e, ctx)
		if err != nil {
			return nil, missing(name, err)
		}
		return io.NopCloser(bytes.NewReader(data)), nil
	}
}

// list returns all containers, ordered by name.
func (e *Engine) list(ctx context.Context) ([]container.Summary, error) {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	boxes, err := e.api.ContainerList(ctx, container.ListOptions{All: true})
	slices.SortFunc(boxes, func(a, b container.Summary) int { return strings.Compare(nameOf(&a)+a.ID, nameOf(&b)+b.ID) })
	return boxes, err
}

func (e *Engine) chosen(boxes []container.Summary) []container.Summary {
	if e.opts.Containers == nil {
		return boxes
	}
	return slices.DeleteFunc(slices.Clone(boxes), func(b container.Summary) bool { return !slices.Contains(e.opts.Containers, b.ID) })
}

// nameOf is the container's own name: others are links, /other/alias.
func nameOf(box *container.Summary) string {
	for _, n := range box.Names {
		if n = strings.TrimPrefix(n, "/"); n != "" && !strings.Contains(n, "/") {
			return n
		}
	}
	return box.ID[:min(len(box.ID), 12)]
}

func (e *Engine) version(ctx context.Context) ([]byte, error) {
	v, err := e.api.ServerVersion(ctx)
	if err != nil {
		return nil, err
	}
	return indented(v)
}

func (e *Engine) info(ctx context.Context) ([]byte, error) {
	v, err := e.api.Info(ctx)
	if err != nil {
		return nil, err
	}
	return indented(v)
}

func (e *Engine) inspect(ctx context.Context) ([]byte, error) {
	boxes, err := e.list(ctx)
	if err != nil {
		return nil, err
	}
	docs := []json.RawMessage{}
	for _, box := range boxes {
		_, raw, err := e.api.ContainerInspectWithRaw(ctx, box.ID, false)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			continue // removed since it was listed
		}
		docs = append(docs, raw)
	}
	return indented(docs)
}

func (e *Engine) networks(ctx context.Context) ([]byte, error) {
	list, err := e.api.NetworkList(ctx, network.ListOptions{})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b network.Summary) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	docs := []json.RawMessage{}
	for _, n := range list {
		_, raw, err := e.api.NetworkInspectWithRaw(ctx, n.ID, network.InspectOptions{})
		if err == nil {
			docs = append(docs, raw)
		}
	}
	return indented(docs)
}

func (e *Engine) volumes(ctx context.Context) ([]byte, error) {
	list, err := e.api.VolumeList(ctx, volume.ListOptions{})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list.Volumes, func(a, b *volume.Volume) int { return strings.Compare(a.Name, b.Name) })
	return indented(append([]*volume.Volume{}, list.Volumes...))
}

// events are those the daemon still holds: the last 256 (daemon/events).
func (e *Engine) events(ctx context.Context) ([]byte, error) {
	opts := events.ListOptions{Since: "0", Until: unix(e.now)}
	if !e.opts.Since.IsZero() {
		opts.Since = unix(e.opts.Since)
	}
	messages, errs := e.api.Events(ctx, opts)
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	for {
		select {
		case m := <-messages:
			if err := encoder.Encode(m); err != nil {
				return nil, err
			}
		case err := <-errs:
			if errors.Is(err, io.EOF) {
				return b.Bytes(), nil
			}
			return nil, err
		}
	}
}

// unix is a time as the API takes it: seconds and nanoseconds.
func unix(t time.Time) string {
	return strconv.FormatInt(t.Unix(), 10) + "." + fmt.Sprintf("%09d", t.Nanosecond())
}

func indented(v any) ([]byte, error) {
	data, err := json.MarshalIndent(v, "", "    ")
	return append(data, '\n'), err
}

func (e *Engine) diskUsage(ctx context.Context) (types.DiskUsage, error) {
	return e.api.DiskUsage(ctx, types.DiskUsageOptions{})
}
