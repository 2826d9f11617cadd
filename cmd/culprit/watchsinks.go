package main

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/spf13/pflag"

	"culprit/engine/report"
	"culprit/engine/source"
	"culprit/engine/watch"
)

// A sink is a place that what a watch reads and finds goes to besides the
// screen: a recording, messages, figures, a history. The run loop calls it, in
// order, from one goroutine. Its functions return at once and never fail: work
// that takes time goes through a queue of the sink's own, which is bounded, and
// what does not fit is counted and said. What it is given it may keep and must
// not change.
type sink interface {
	// piece is what a source handed out, gaps included.
	piece(p source.Piece)
	// judged follows each evaluation, also one that changed nothing.
	judged(j judgement)
	// close follows the last call of the others. It finishes what is queued, but
	// ends when ctx does, and returns what did not get to its place.
	close(ctx context.Context) error
}

// A judgement is one evaluation. The diagnoses in it are redacted, and no part
// of them is the engine's: any goroutine may read them.
type judgement struct {
	at      time.Time
	took    time.Duration
	facts   int // that were reasoned over
	rules   int
	changes []change
	stories []told // of the roots that the changes belong to
}

// A change is one event.
type change struct {
	report.Event
	shown bool // it passed --container and --severity
}

// A told is a root with what it brought about.
type told struct {
	report.Story
	shown    bool // one of its changes was
	standing bool // all of its changes only say that it holds as the run before said
}

// sinkOptions are the options of all sinks.
type sinkOptions struct {
	notify  notifyOptions
	record  recordOptions
	listen  listenOptions
	history historyOptions
}

// sinkKind is one kind of sink: its flags, and how to open it.
type sinkKind struct {
	flags func(o *sinkOptions, f *pflag.FlagSet)
	// open returns nil when the sink is not asked for. What goes wrong later is
	// said on the console.
	open func(c *console, o *sinkOptions, run *runState) (sink, error)
}

// sinkKinds lists the sinks; adding one is a file and a row. The figures come
// last: they show those of the others.
var sinkKinds = []sinkKind{
	{recordFlags, openRecord},
	{notifyFlags, openNotify},
	{historyFlags, openHistory},
	{nil, openService},
	{listenFlags, openListen},
}

func (o *sinkOptions) flags(f *pflag.FlagSet) {
	for _, kind := range sinkKinds {
		if kind.flags != nil {
			kind.flags(o, f)
		}
	}
}

// sinks are those of one run.
type sinks []sink

// A runState is what sinks may know of the run around them.
type runState struct {
	server bool          // a server is watched, which always has something to say, not files
	state  *keeper       // nil: nothing is kept
	pulse  chan struct{} // the run loop takes from it while it is alive
	over   chan struct{} // closed when the loop has ended
	sinks  sinks
}

// openSinks opens those that are asked for. Bottom is the line on the terminal;
// nil where there is none.
func (c *console) openSinks(o *sinkOptions, server bool, state *keeper, bottom *statusLine) (*runState, error) {
	run := &runState{server: server, state: state, pulse: make(chan struct{}), over: make(chan struct{})}
	if bottom != nil {
		run.sinks = append(run.sinks, openStatus(bottom))
	}
	for _, kind := range sinkKinds {
		s, err := kind.open(c, o, run)
		if err != nil {
			run.close(c)
			return nil, err
		}
		if s != nil {
			run.sinks = append(run.sinks, s)
		}
	}
	return run, nil
}

func (all sinks) piece(p source.Piece) {
	for _, s := range all {
		s.piece(p)
	}
}

func (all sinks) judged(j judgement) {
	for _, s := range all {
		s.judged(j)
	}
}

// closing is how long a run waits at its end for what is on its way; tests wait
// less.
var closing = 3 * time.Second

// close ends all sinks and says what did not get to its place.
func (r *runState) close(c *console) {
	close(r.over)
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	errs := make([]error, len(r.sinks))
	var all sync.WaitGroup
	for i, s := range r.sinks {
		all.Go(func() { errs[i] = s.close(ctx) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		c.say("%v", err)
	}
}

// add puts an event into a judgement.
func (j *judgement) add(e watch.Event, shown bool) {
	j.changes = append(j.changes, change{report.NewEvent(string(e.Change), j.at, e.Diagnosis), shown})
	if e.Change == watch.Withdrawn && !e.Diagnosis.Root() {
		return // it is of an earlier evaluation, and so are its roots
	}
	for _, root := range report.RootsOf(e.Diagnosis) {
		at := slices.IndexFunc(j.stories, func(s told) bool { return s.Root.ID == root.ID })
		if at < 0 {
			j.stories = append(j.stories, told{Story: report.NewStory(root), standing: true})
			at = len(j.stories) - 1
		}
		j.stories[at].shown = j.stories[at].shown || shown
		j.stories[at].standing = j.stories[at].standing && e.Change == watch.Standing
	}
}
