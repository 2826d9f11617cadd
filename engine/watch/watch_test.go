package watch

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/ingest"
	"culprit/engine/rulefile"
	"culprit/engine/source"
	"culprit/rules"
)

var now = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func builtin(t testing.TB) *engine.RuleSet {
	t.Helper()
	set, _, diags := rulefile.Load(rulefile.Root{FS: rules.FS, Name: "builtin"})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return set
}

func coverage(r *ingest.Result) (list []engine.Coverage) {
	for _, s := range r.Coverage.Streams {
		c := engine.Coverage{Stream: s.Name, Parsers: s.Parsers, Subject: s.Subject, From: s.From, To: s.To}
		for _, g := range s.Gaps {
			c.Gaps = append(c.Gaps, engine.Gap{Kind: g.Kind, From: g.From, To: g.To})
		}
		list = append(list, c)
	}
	return list
}

// A log is one stream as a source.
type log struct {
	name, text string
}

type logs []log

func (logs) Kind() string { return "folder" }
func (logs) Name() string { return "test" }
func (l logs) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, x := range l {
			if !yield(source.Stream{Name: x.name, Subject: x.about(), Size: -1, Open: func(context.Context) (io.ReadCloser, error) {
				return io.NopCloser(strings.NewReader(x.text)), nil
			}}, nil) {
				return
			}
		}
	}
}

func (x log) about() fact.Subject {
	return fact.Subject{Kind: fact.Container, Name: strings.TrimSuffix(x.name, ".log")}
}

// said is what must be the same however a diagnosis was come to.
func said(t *testing.T, list []*engine.Diagnosis) (lines []string) {
	t.Helper()
	for _, d := range list {
		var proofs []string
		for _, f := range d.Findings {
			for _, e := range f.Evidence {
				proofs = append(proofs, fmt.Sprint(f.Rule.ID, e.Fact.Origin.Stream, e.Line(), e.Text()))
			}
		}
		data, err := json.Marshal([]any{d.ID, d.Cause.ID, d.Subject, d.Peer, d.Status, d.Confidence, d.Severity, d.Message, d.Count, d.First, d.Last, d.Root(), proofs, d.Fixes})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(data))
	}
	return lines
}

func analyzed(t *testing.T, set *engine.RuleSet, l logs) []string {
	t.Helper()
	r, err := ingest.Run(t.Context(), []ingest.NamedSource{l}, ingest.Options{Interest: set.Interest(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return said(t, engine.Diagnose(set, r.Facts, engine.Options{Coverage: coverage(r)}).Diagnoses)
}

// troubles are lines of several programs in trouble, and of others at work.
var troubles = []string{
	"%T ERROR shop.orders: order %d failed: Error 111 connecting to cache:6379. Connection refused.",
	"%T INFO shop.orders: order %d is done",
	"%T INFO shop.orders: Connected to redis://cache:6379/%d",
	"%T ERROR shop.db: could not write to file \"base/pgsql_tmp/%d\": No space left on device",
	"%T WARNING shop.http: slow request %d took 812 ms",
	"Traceback (most recent call last):\n  File \"/app/worker.py\", line %d, in <module>\n    import requests\nModuleNotFoundError: No module named 'requests'",
	"%T ERROR shop.mail: job %d: [Errno -2] Name or service not known: smtp",
	"%T FATAL:  password authentication failed for user \"shop%d\"",
	"%T DEBUG shop.cache: key %d was not there",
	"panic: runtime error: index out of range [%d] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:10 +0x1d\nexit status 2",
}

func write(r *rand.Rand, name string, lines int) log {
	var b strings.Builder
	at := now.Add(-time.Hour)
	from := r.IntN(len(troubles))
	for range lines {
		at = at.Add(time.Duration(r.IntN(3000)) * time.Millisecond)
		text := troubles[(from+r.IntN(5))%len(troubles)]
		text = strings.ReplaceAll(text, "%T", at.Format("2006-01-02 15:04:05,000"))
		text = strings.ReplaceAll(text, "%d", fmt.Sprint(r.IntN(100)))
		for _, line := range strings.Split(text, "\n") {
			b.WriteString(at.Format("2006-01-02T15:04:05.000000000Z ") + line + "\n")
		}
	}
	return log{name, b.String()}
}

// TestWatchIsAnalyze: with any boundaries of pieces and evaluations at any
// time, what holds in the end is what analyze says of all lines, and what was
// said of it on the way adds up.
func TestWatchIsAnalyze(t *testing.T) {
	set := builtin(t)
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 5))
		var l logs
		for i := range 1 + r.IntN(3) {
			l = append(l, write(r, fmt.Sprintf("box%d.log", i), 20+r.IntN(300)))
		}
		w := New(set, coverage)
		open := map[string]string{}
		watched := func(final bool) {
			for _, e := range w.Evaluate(now, final) {
				switch was := open[e.Diagnosis.ID]; {
				case e.Change == Opened && was == "active", e.Change == Updated && was != "active", e.Change == Withdrawn && was != "active":
					t.Errorf("seed %d: %s after %q", seed, e.Change, was)
				}
				open[e.Diagnosis.ID] = string(e.Diagnosis.Status)
				if e.Change == Withdrawn {
					delete(open, e.Diagnosis.ID)
				}
			}
		}
		rest := slices.Clone(l)
		for slices.ContainsFunc(rest, func(x log) bool { return x.text != "" }) {
			x := &rest[r.IntN(len(rest))]
			end := 0
			for range 1 + r.IntN(40) {
				end += strings.IndexByte(x.text[end:], '\n') + 1
			}
			w.Add(now, x.name, x.about(), []byte(x.text[:end]))
			x.text = x.text[end:]
			if r.IntN(4) == 0 {
				watched(false)
			}
		}
		watched(true)
		want := analyzed(t, set, l)
		var list []*engine.Diagnosis
		for _, k := range w.known {
			list = append(list, k.diagnosis)
		}
		got := said(t, list)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("seed %d: watch says\n%s\nanalyze\n%s", seed, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if len(open) != len(want) || len(want) == 0 {
			t.Errorf("seed %d: %d of %d were said", seed, len(open), len(want))
		}
	}
}

// TestQuietLines: a line without a fact is read and judged by nobody, until
// silence may have healed something.
func TestQuietLines(t *testing.T) {
	w := New(builtin(t), coverage)
	about := fact.Subject{Kind: fact.Container, Name: "web"}
	w.Add(now, "web.log", about, []byte("2026-11-23T10:00:00.000000000Z Error 111 connecting to cache:6379. Connection refused.\n"))
	if events := w.Evaluate(now, false); len(events) != 1 || w.judged != now {
		t.Fatalf("%v", events)
	}
	later := now.Add(time.Second)
	w.Add(later, "web.log", about, []byte("2026-11-23T10:00:01.000000000Z all is well\n"))
	if wait, due := w.Due(later); !due || wait != 0 {
		t.Errorf("the lines are read in %v, %v", wait, due)
	}
	w.Evaluate(later, false)
	if w.judged != now {
		t.Error("a line without a fact was judged")
	}
	wait, due := w.Due(later)
	if !due || wait < quietPause-2*time.Second {
		t.Errorf("silence is judged in %v, %v", wait, due)
	}
	last := later.Add(wait)
	w.Evaluate(last, false)
	if w.judged != last {
		t.Error("silence was not judged")
	}
	if _, due := w.Due(last); due {
		t.Error("nothing new is judged again")
	}
}

// TestUnfinished: half a traceback is not judged before the rest of it came, or
// did not come for a while.
func TestUnfinished(t *testing.T) {
	set := builtin(t)
	about := fact.Subject{Kind: fact.Container, Name: "web"}
	const stamp = "2026-11-23T10:00:00.000000000Z "
	head := stamp + "Traceback (most recent call last):\n" + stamp + "  File \"/app/cache.py\", line 3, in connect\n" + stamp + "    raise ConnectionError('Error 111 connecting to cache:6379. Connection refused.')\n"
	tail := stamp + "redis.exceptions.ConnectionError: Error 111 connecting to cache:6379. Connection refused.\n"
	for _, comes := range []bool{true, false} {
		w := New(set, coverage)
		w.whole = now
		w.Add(now, "web.log", about, []byte(head))
		if events := w.Evaluate(now, false); len(events) > 0 {
			t.Errorf("half a traceback was judged: %s", events[0].Diagnosis.Message)
		}
		wait, due := w.Due(now)
		if !due {
			t.Error("half a traceback is forgotten")
		}
		at := now.Add(wait)
		if comes {
			at = now
			w.Add(at, "web.log", about, []byte(tail))
		}
		events := w.Evaluate(at, false)
		if len(events) != 1 || events[0].Change != Opened || events[0].Diagnosis.Cause.ID != "dependency.refused" {
			t.Errorf("rest comes: %v; %d events", comes, len(events))
		}
	}
}

// TestRestore: a run goes on where another was and says nothing again; what the
// other said after its state was written is waited for, and what a document of it
// told holds no longer when nobody puts that again.
func TestRestore(t *testing.T) {
	set := builtin(t)
	about := fact.Subject{Kind: fact.Container, Name: "web"}
	const refused = "2026-11-23T10:00:%02d.000000000Z Error 111 connecting to %s:6379. Connection refused.\n"
	full := []byte("Filesystem     1K-blocks     Used Available Use% Mounted on\n/dev/sda1       10000000 10000000         0 100% /\n")
	a := New(set, coverage)
	a.Put("host/df.txt", fact.Subject{Kind: fact.Host}, full)
	a.Add(now, "web.log", about, fmt.Appendf(nil, refused, 1, "cache"))
	if events := a.Evaluate(now, true); len(events) != 2 {
		t.Fatalf("%d events", len(events))
	}
	st := a.State()
	a.Add(now, "web.log", about, fmt.Appendf(nil, refused, 2, "db"))
	var later []Last
	for _, e := range a.Evaluate(now, true) { // and the run is killed
		later = append(later, Last{e.Change, saying(e.Diagnosis)})
	}
	if len(later) == 0 {
		t.Fatal("nothing was said")
	}
	b := New(set, coverage)
	b.Restore(now, st, later)
	quiet := func(events []Event) {
		t.Helper()
		for _, e := range events {
			if e.Change != Standing {
				t.Errorf("said again: %s %s", e.Change, e.Diagnosis.Message)
			}
		}
	}
	quiet(b.Evaluate(now, false))
	b.Add(now, "web.log", about, fmt.Appendf(nil, refused, 2, "db"))
	quiet(b.Evaluate(now, true))
	wait, due := b.Due(now)
	if !due {
		t.Fatal("the document of the run before holds for ever")
	}
	var gone []string
	for _, e := range b.Evaluate(now.Add(wait), false) {
		if e.Change != Updated { // what it explained has no root now
			gone = append(gone, string(e.Change)+" "+e.Diagnosis.Cause.ID)
		}
	}
	if len(gone) != 1 || !strings.HasPrefix(gone[0], "withdrawn disk.") {
		t.Errorf("%q", gone)
	}
}

// TestUnreadBound: what comes faster than evaluations is read meanwhile.
func TestUnreadBound(t *testing.T) {
	w := New(builtin(t), coverage)
	block := []byte(strings.Repeat("2026-11-23T10:00:01.000000000Z all is well\n", 1000))
	for range 200 {
		w.Add(now, "web.log", fact.Subject{}, block)
		if w.unread > maxUnread {
			t.Fatalf("%d bytes wait", w.unread)
		}
	}
}

// BenchmarkEvaluate is an evaluation after one new failure, with so many facts
// kept.
func BenchmarkEvaluate(b *testing.B) {
	set := builtin(b)
	for _, facts := range []int{100, 1000, 10_000, 25_000} {
		b.Run(fmt.Sprint(facts), func(b *testing.B) {
			w := New(set, coverage)
			at := now
			line := func(i int) {
				at = at.Add(time.Second)
				stream := fmt.Sprintf("box%d.log", i%200)
				text := fmt.Sprintf("%s ERROR shop.orders: order %d failed: Error 111 connecting to cache%d:6379. Connection refused.\n", at.Format("2006-01-02T15:04:05.000000000Z"), i, i%40)
				w.Add(at, stream, log{name: stream}.about(), []byte(text))
			}
			for i := range facts {
				line(i)
			}
			w.Evaluate(at, true)
			n := facts
			for b.Loop() {
				line(n)
				n++
				w.Evaluate(at, false)
			}
			b.ReportMetric(float64(w.Facts()), "facts")
		})
	}
}

// TestDocumentHeals: a cause that a document showed is over when the document is
// read again without it; one that is shown in other words goes on.
func TestDocumentHeals(t *testing.T) {
	w := New(builtin(t), coverage)
	df := func(used string) string {
		return "Filesystem     1K-blocks     Used Available Use% Mounted on\n/dev/sda1       50000000 " + used + " /var/lib/docker\n"
	}
	var got []string
	for i, text := range []string{df("50000000         0 100%"), df("49999000       100 100%"), df("20000000  30000000  40%")} {
		w.Put("df.txt", fact.Subject{}, []byte(text))
		for _, e := range w.Evaluate(now.Add(time.Duration(i)*time.Minute), true) {
			got = append(got, fmt.Sprint(i, e.Change, " ", e.Diagnosis.Cause.ID, " ", e.Diagnosis.Status))
		}
	}
	if want := []string{"0opened disk.full active", "2resolved disk.full resolved"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
