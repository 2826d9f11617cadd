package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/engine"
	"culprit/engine/coverage"
	"culprit/engine/report"
	"culprit/engine/source"
	"culprit/engine/watch"
	"culprit/engine/watch/checkpoint"
)

// watching are the options of watch.
type watching struct {
	rules    ruleOptions
	format   string
	boxes    []string
	severity string
	color    string
	print    string
	backlog  int64
	state    string
	output   string
	details  bool
	sinks    sinkOptions
}

func watchCommand(c *console) *cobra.Command {
	var o watching
	cmd := &cobra.Command{
		Use:   "watch [PATH…]",
		Short: "Follow this server's containers, or files, and name root causes as they show",
		Long: "Follows this server: the containers of the Docker engine (events, states, logs),\n" +
			"the kernel's log, the journal, disks, memory and GPUs; it only reads. With paths\n" +
			"it follows files as they are written, through rotation. It says a line when a\n" +
			"root cause opens, changes or heals, until ^C, and what it could not read. A path\n" +
			"with *, ? or [ stands for all files that match, also later ones. On a terminal\n" +
			"keys open the details of a root cause (? says which). With --state a\n" +
			"restart goes on where the run before was, through rotated and compressed files.\n" +
			"Changed files of --rules are taken as they come; wrong ones are shown and the\n" +
			"rules stay as they were. SIGHUP reads the rules again and opens the file of -o\n" +
			"anew, as logrotate wants it. SIGTERM and ^C end within five seconds: the state is\n" +
			"written, and what is on its way to others is sent.\n\n" +
			"Others are told of root causes by --webhook, --slack, --alertmanager and --exec:\n" +
			"one message for a root cause with what it brought about, an update at most\n" +
			"every --notify-every, and one when it is over. The JSON of --webhook and --exec\n" +
			"has version, event (opened, updated, resolved, withdrawn, explained: another\n" +
			"root cause was found for it), at, idempotency_key (also a header), host, root\n" +
			"(a diagnosis as in culprit analyze --format json) and effects. Secrets are hidden\n" +
			"in all of it. With --state no message is lost or sent again after a crash, but one\n" +
			"whose answer was not seen: that comes again with the key it had.\n\n" +
			"To have it run all the time, --print systemd writes a unit and --print docker\n" +
			"a recipe for an image; both say what it needs to read, and why.",
		Example: "  culprit watch\n  culprit watch --format jsonl '/var/log/shop/*.log'",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.print != "" {
				return c.recipe(o.print)
			}
			return c.watch(cmd.Context(), args, o)
		},
	}
	o.flags(cmd.Flags())
	return cmd
}

func (o *watching) flags(f *pflag.FlagSet) {
	o.rules.flags(f)
	f.StringVar(&o.format, "format", "text", "how to write events: "+"text, jsonl")
	f.StringArrayVar(&o.boxes, "container", nil, "show only diagnoses of this container or service and of what explains them; may be given more than once")
	f.StringVar(&o.severity, "severity", "info", "show from this severity on: "+strings.Join(engine.SeverityNames(), ", "))
	f.StringVar(&o.color, "color", "auto", "colour in text: auto, always, never")
	f.BoolVar(&o.details, "details", false, "in text, below each root that opens: its chain, proof and fixes, as analyze shows them")
	f.StringVar(&o.print, "print", "", "only print the recipe for a service: systemd, docker")
	f.StringVar(&o.state, "state", "", "folder that keeps what a restart needs: places in the streams, facts, what was said, whom it was told")
	f.StringVarP(&o.output, "output", "o", "", "append events to a file instead of writing them to standard output; with --state and jsonl no event is in it twice")
	o.sinks.flags(f)
	f.Int64Var(&o.backlog, "backlog", 256<<10, "bytes at the end of each file that are read at the start")
}

// eventWriters are the forms of events.
var eventWriters = map[string]func(io.Writer, report.Event, report.Style) error{"jsonl": report.EventJSON, "text": report.EventText}

// A watcher is one run of watch.
type watcher struct {
	*console
	watch    *watch.Watch
	write    func(report.Event) error
	boxes    []string
	severity engine.Severity
	began    time.Time
	bytes    int64
	streams  map[string]bool
	said     map[watch.Change]int
	gaps     int
	rules    *ruleFolders
	sinks    sinks
	pulse    chan struct{}                                 // of those who ask whether the loop is alive
	state    *keeper                                       // nil: nothing is kept
	file     *eventFile                                    // nil: events are written to standard output
	hangups  <-chan os.Signal                              // to read the rules and open the file anew
	left     bool                                          // a source did not end in time
	chooser  *chooser                                      // nil: no keys are read
	details  func(*engine.Result, *engine.Diagnosis) error // nil: none are shown
}

func (c *console) watch(ctx context.Context, paths []string, o watching) error {
	write, err := formatNamed(o.format, eventWriters)
	if err != nil {
		return err
	}
	severity, err := severityNamed(o.severity)
	if err != nil {
		return err
	}
	color, err := colored(o.color, c.out)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	screen := c.out
	c, bottom := c.withStatus(o.format, color)
	out, file, err := c.eventsTo(o)
	if err != nil {
		return err
	}
	if file != nil {
		defer func() { file.f.Close() }()
	}
	hangups, stop := c.hangups(cancel)
	defer stop()
	var state *keeper
	var before *checkpoint.Checkpoint
	var from source.Cursors
	if o.state != "" {
		readable := file
		if o.format != "jsonl" {
			readable = nil
		}
		if state, before, err = c.openState(o.state, readable); err != nil {
			return err
		}
		defer state.folder.Close()
		if before != nil {
			from = before.Cursors
		}
	}
	sources, err := c.follow(ctx, paths, o, from)
	if err != nil {
		return err
	}
	rules := newRuleFolders(o.rules) // before they are read: a change meanwhile is one
	set, err := c.loadRules(o.rules)
	if err != nil {
		return err
	}
	run, err := c.openSinks(&o.sinks, len(paths) == 0, state, bottom)
	if err != nil {
		return err
	}
	defer run.close(c)
	w := &watcher{
		sinks:   run.sinks,
		pulse:   run.pulse,
		write:   func(e report.Event) error { return write(out, e, report.Style{Color: color && o.output == ""}) },
		state:   state,
		file:    file,
		hangups: hangups,
		console: c, boxes: o.boxes, severity: severity, rules: rules, began: time.Now(), streams: map[string]bool{}, said: map[watch.Change]int{},
		watch: watch.New(set, coverage.Of),
	}
	if o.format == "text" {
		all, quiet := w.write, calm{}
		w.write = func(e report.Event) error {
			if quiet.hides(e) {
				return nil
			}
			return all(e)
		}
	}
	if o.details && o.format == "text" {
		w.details = func(result *engine.Result, root *engine.Diagnosis) error {
			return block(out, result, root, report.Style{Color: color && o.output == "", Width: c.width(c.out)})
		}
	}
	if state != nil {
		if err := state.restore(c, w.watch, set, before); err != nil {
			return usage(fmt.Errorf("cannot keep the state: %w", err))
		}
	}
	c.say("watching %s; ^C ends", names(sources))
	if o.format == "text" && o.output == "" && bottom != nil && terminal(screen) {
		keys, end, err := c.openKeyboard(bottom)
		if err == nil {
			defer end()
			bottom.suggest(keyHint)
			w.chooser = &chooser{watcher: w, keys: keys, bottom: bottom, out: out, quit: cancel, style: func() report.Style { return report.Style{Color: color, Width: c.width(screen)} }}
		}
	}
	taken, ended := pieces(ctx, sources)
	err = w.run(ctx, taken)
	cancel()
	if !w.left {
		err = cmp.Or(err, rest(taken, ended))
	}
	w.summary()
	return err
}

// block writes the details of a root at once: other lines don't come between.
func block(w io.Writer, result *engine.Result, root *engine.Diagnosis, style report.Style) error {
	var b bytes.Buffer
	if err := report.Block(&b, report.New(report.Tool{}, nil, report.Coverage{}, result), root.ID, style); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

// eventsTo is where events are written to. Those of jsonl can be read back.
func (c *console) eventsTo(o watching) (io.Writer, *eventFile, error) {
	if o.output == "" {
		return c.out, nil, nil
	}
	file, err := openEvents(o.output)
	if err != nil {
		return nil, nil, usage(fmt.Errorf("cannot write events: %w", err))
	}
	return file, file, nil
}

// settled is when what loading the rules and reading the backlog took is given
// back: it is not needed again.
const settled = 3 * time.Second

// run takes pieces until there are no more, or the sources take too long to end.
func (w *watcher) run(ctx context.Context, pieces <-chan source.Piece) error {
	defer debug.SetGCPercent(debug.SetGCPercent(growth)) // it gives memory back rather than time
	rest := time.After(settled)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	defer w.rules.begin()()
	var saves <-chan time.Time
	if w.state != nil {
		defer w.end()
		ticker := time.NewTicker(leastSave)
		defer ticker.Stop()
		saves = ticker.C
	}
	over := ctx.Done()
	var late <-chan time.Time
	for {
		select {
		case <-over:
			over, late = nil, time.After(sourcesEnd)
		case <-late:
			w.say("a source takes long to end: it is left")
			w.left = true
			return w.evaluate(true)
		case <-w.hangups:
			w.reload()
		case k := <-w.pressed():
			if err := w.chooser.press(k); err != nil {
				return usage(fmt.Errorf("cannot write: %w", err))
			}
		case p, ok := <-pieces:
			if !ok {
				return w.evaluate(true)
			}
			if err := w.take(p); err != nil {
				return err
			}
		case <-w.pulse:
		case <-w.rules.changed:
			w.rules.soon()
		case <-w.rules.ticks():
			if set := w.rules.look(w.console); set != nil {
				w.watch.Use(set)
				w.say("lines that only new rules look for were not kept: they hold from now on")
			}
			w.rules.later()
		case now := <-saves:
			w.state.keep(w.console, w.watch, now)
		case <-rest:
			debug.FreeOSMemory()
		case <-timer.C:
			if err := w.evaluate(false); err != nil {
				return err
			}
		}
		if wait, due := w.watch.Due(time.Now()); due {
			timer.Reset(wait)
		}
	}
}

// pressed are the keys; never where none are read.
func (w *watcher) pressed() <-chan key {
	if w.chooser == nil {
		return nil
	}
	return w.chooser.keys
}

// end saves the state of a run that ends in good order.
func (w *watcher) end() {
	if err := w.state.save(w.watch); err != nil {
		w.say("state: it can't be written: %v", err)
	}
}

// take adds a piece to what is watched.
func (w *watcher) take(p source.Piece) error {
	if w.state != nil {
		defer w.state.taken(p)
	}
	if p.Data == nil && p.Gap == nil && p.Missing == nil {
		return nil // only its place
	}
	w.sinks.piece(p)
	if p.Gap != nil {
		w.watch.Live.Lose(p.Gap)
		if err := w.gap(p.Gap); err != nil {
			return err
		}
	}
	if p.Missing != nil && !strings.HasSuffix(p.Missing.Reason, "is not installed") {
		w.say("not watched: %s", p.Missing)
	}
	if len(p.Data) == 0 {
		return nil
	}
	if len(w.streams) < maxStreams {
		w.streams[p.Stream] = true
	}
	if p.Whole {
		w.watch.Put(p.Stream, p.About, p.Data)
		return nil
	}
	w.bytes += int64(len(p.Data))
	w.watch.Add(time.Now(), p.Stream, p.About, p.Data)
	return nil
}

func (w *watcher) gap(g *source.Gap) error {
	w.gaps++
	return w.write(report.GapEvent(time.Now(), report.Note{
		Stream: g.Stream, Bytes: g.Bytes, Records: g.Records, Files: g.Files, Estimated: g.Estimated, Reason: g.Reason, From: instant(g.From), To: instant(g.To),
	}))
}

func (w *watcher) evaluate(final bool) error {
	j := judgement{at: time.Now()}
	events := w.watch.Evaluate(j.at, final)
	j.took = time.Since(j.at)
	j.facts, j.rules = w.watch.Facts(), w.watch.Rules()
	for _, e := range events {
		shown := e.Diagnosis.Severity >= w.severity && (len(w.boxes) == 0 || slices.Contains(only(e.Result.Diagnoses, func(d *engine.Diagnosis) bool { return called(d, w.boxes) }), e.Diagnosis))
		if shown || len(w.sinks) > 0 {
			j.add(e, shown)
		}
	}
	if w.state != nil && len(events) > 0 {
		w.state.judged = true
	}
	if g := w.watch.Gone(); g != nil {
		if err := w.gap(g); err != nil {
			return err
		}
	}
	w.sinks.judged(j)                 // before the screen, which may hold us up
	roots := map[string]watch.Event{} // that opened
	for _, e := range events {
		if e.Change == watch.Opened && e.Diagnosis.Root() {
			roots[e.Diagnosis.ID] = e
		}
	}
	for _, c := range j.changes {
		if !c.shown || c.Event.Event == string(watch.Standing) {
			continue
		}
		w.said[watch.Change(c.Event.Event)]++
		err := w.write(c.Event)
		if e, ok := roots[c.Event.Diagnosis.ID]; ok && err == nil && w.details != nil {
			err = w.details(e.Result, e.Diagnosis)
		}
		if err != nil {
			return usage(fmt.Errorf("cannot write: %w", err))
		}
	}
	return nil
}

// summary is what is said at the end.
func (w *watcher) summary() {
	active, resolved := w.watch.Known()
	w.say("watched for %s: %d KiB of %d streams, %d gaps; %d opened, %d updated, %d resolved, %d withdrawn; at the end %d active, %d resolved",
		time.Since(w.began).Round(time.Second), w.bytes>>10, len(w.streams), w.gaps,
		w.said[watch.Opened], w.said[watch.Updated], w.said[watch.Resolved], w.said[watch.Withdrawn], active, resolved)
	if w.state != nil {
		w.say("in all runs %d lines, %d bytes, %d gaps", w.state.now.Lines, w.state.now.Bytes, w.state.now.Gaps)
	}
}
