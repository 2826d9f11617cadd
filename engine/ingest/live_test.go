package ingest

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/source/bundle"
	"culprit/parsers/section"
)

var liveNow = time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)

func all(*fact.Fact) bool { return true }

// follow reads streams in random pieces of whole lines, with a Read now and
// then, and returns what they tell in the end. Between, what is told must be
// what Run tells of the lines so far, now and then.
func follow(t *testing.T, set *engine.RuleSet, streams files, seed uint64) *Result {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 99))
	l := NewLive(set.Interest(), all)
	at := make([]int, len(streams))
	most := []int{1, 3, 50, 5000}[seed%4] // lines of a piece
	for {
		var open []int
		for i, s := range streams {
			if at[i] < len(s[1]) {
				open = append(open, i)
			}
		}
		if len(open) == 0 {
			break
		}
		i := open[r.IntN(len(open))]
		end := at[i]
		for range 1 + r.IntN(most) {
			n := strings.IndexByte(streams[i][1][end:], '\n')
			if n < 0 {
				end = len(streams[i][1])
				break
			}
			end += n + 1
		}
		l.Add(streams[i][0], fact.Subject{Kind: fact.Container, Name: "web"}, []byte(streams[i][1][at[i]:end]))
		at[i] = end
		if r.IntN(3) == 0 {
			l.Read(liveNow, r.IntN(2) == 0)
		}
		if r.IntN(20) == 0 {
			l = restarted(t, set, l)
		}
		if r.IntN(400) == 0 {
			l.Read(liveNow, true)
			var far files
			for i, s := range streams {
				if at[i] > 0 {
					s[1] = s[1][:at[i]]
					far = append(far, s)
				}
			}
			compare(t, set, fmt.Sprintf("seed %d, at %v", seed, at), l.Result(), far)
		}
	}
	l.Read(liveNow, true)
	return l.Result()
}

// restarted is what an earlier run kept, as a file holds it.
func restarted(t *testing.T, set *engine.RuleSet, l *Live) *Live {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(l.State()); err != nil {
		t.Fatal(err)
	}
	var st State
	if err := gob.NewDecoder(&b).Decode(&st); err != nil {
		t.Fatal(err)
	}
	l = NewLive(set.Interest(), all)
	l.Restore(st)
	return l
}

// compare holds what was followed against what Run tells of the same lines.
func compare(t *testing.T, set *engine.RuleSet, what string, live *Result, streams files) {
	t.Helper()
	run, err := Run(context.Background(), []NamedSource{streams}, Options{Interest: lineByLine{set.Interest()}, Now: liveNow, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	got, want := everything(live), everything(run)
	for i := range max(len(got), len(want)) {
		g, w := "", ""
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Fatalf("%s: %d of %d, %d\nlive %s\nrun  %s", what, i, len(got), len(want), g, w)
		}
	}
}

// TestLive: however the lines of logs come in pieces, what they tell is what
// Run tells of all of them.
func TestLive(t *testing.T) {
	set := builtin(t)
	for framing := range 6 {
		t.Run(fmt.Sprint(framing), func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(4) {
				log := made(rand.New(rand.NewPCG(seed, uint64(framing))), framing, 200, seed%3 == 0, nil)
				// A longer log stays one while it grows, which Run does not know.
				log = log[:min(len(log), 60<<10)]
				log = log[:strings.LastIndexByte(log, '\n')+1]
				streams := files{{"db.log", log[strings.IndexByte(log[len(log)/2:], '\n')+1+len(log)/2:]}, {"web.log", log}}
				compare(t, set, fmt.Sprint("seed ", seed), follow(t, set, streams, seed), streams)
			}
		})
	}
}

// TestLiveRepeats: a flood is folded as Run folds it, also while it goes on.
func TestLiveRepeats(t *testing.T) {
	set := builtin(t)
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "2026-11-23T10:%02d:%02d.000000000Z Error 111 connecting to redis:6379. Connection refused.\n", i/60, i%60)
	}
	streams := files{{"web.log", b.String()}}
	for seed := range uint64(4) {
		r := follow(t, set, streams, seed)
		compare(t, set, fmt.Sprint("seed ", seed), r, streams)
		if len(r.Facts) != keepEach+1 {
			t.Errorf("%d facts are kept", len(r.Facts))
		}
	}
}

// TestLiveBundles: the files of bundles, of all formats, tell the same when
// they come line by line.
func TestLiveBundles(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/bundles/*")
	if err != nil || len(paths) == 0 {
		t.Fatal("no bundles", err)
	}
	set := builtin(t)
	for _, path := range paths {
		b, err := bundle.Open(path, nil, bundle.DefaultLimits)
		if err != nil {
			continue
		}
		var streams files
		for s, err := range b.Streams(t.Context()) {
			if err != nil {
				continue
			}
			body, err := s.Open(t.Context())
			if err != nil {
				continue
			}
			text, err := io.ReadAll(body)
			body.Close()
			if err == nil && len(text) > 0 {
				streams = append(streams, [2]string{s.Name, strings.TrimSuffix(string(text), "\n") + "\n"})
			}
		}
		slices.SortFunc(streams, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(2) {
				compare(t, set, fmt.Sprint("seed ", seed), follow(t, set, streams, seed+1), streams)
			}
		})
	}
}

// TestLiveOnce: lines are read once but for the open end of their stream.
func TestLiveOnce(t *testing.T) {
	counter := &counting{}
	l := NewLive(counter, all)
	const lines = 20_000
	for i := range lines {
		l.Add("web-json.log", fact.Subject{}, fmt.Appendf(nil, `{"log":"2026-11-23 10:00:00,123 INFO app: request %d took 12 ms\n","stream":"stdout","time":"2026-11-23T10:00:00.123456789Z"}`+"\n", i))
		if i%10 == 9 {
			l.Read(liveNow, true)
		}
	}
	l.Read(liveNow, true)
	if counter.records > lines+lines/5+200 { // the last one of each Read twice, and the head of the stream
		t.Errorf("%d records were looked at for %d lines", counter.records, lines)
	}
	if s := l.streams["web-json.log"]; len(s.rest) > 4096 || len(s.kept) != 0 || s.cover.Lines != lines {
		t.Errorf("%d bytes, %d facts, %d lines", len(s.rest), len(s.kept), s.cover.Lines)
	}
}

type counting struct{ records int }

func (c *counting) Wants([]byte) bool {
	c.records++
	return false
}

var _ section.Interest = (*counting)(nil)

// TestLiveBounds: facts and streams are bounded; the oldest go first.
func TestLiveBounds(t *testing.T) {
	l := NewLive(nil, all)
	n := 0
	for range 40 {
		for range 2000 {
			n++
			word := strings.Map(func(r rune) rune { return r + 'a' - '0' }, fmt.Sprint(n))
			l.Add("web.log", fact.Subject{}, fmt.Appendf(nil, "2026-11-23T10:00:00.000000000Z word %s\n", word))
		}
		l.Read(liveNow, true)
		if l.Facts() > maxLiveFacts {
			t.Fatalf("%d facts", l.Facts())
		}
	}
	r := l.Result()
	if last := r.Facts[len(r.Facts)-1]; last.Origin.Line != n || len(r.Facts) < maxLiveFacts/2 {
		t.Errorf("%d facts, the last of line %d", len(r.Facts), last.Origin.Line)
	}
	for i := range 2 * maxStreams {
		l.Add(fmt.Sprint("box", i), fact.Subject{}, []byte("hello\n"))
	}
	if l.Streams() != maxStreams {
		t.Errorf("%d streams", l.Streams())
	}
}

// TestLiveReports: wherever reading stops in one of several kernel reports, it
// goes on with that report's head.
func TestLiveReports(t *testing.T) {
	set := builtin(t)
	lines := slices.Repeat([]string{"[Tue Nov 24 09:00:00 2026] usb 1-1: new high-speed USB device number 2 using xhci_hcd\n"}, 60) // more than a head
	for i := range 6 {
		at := fmt.Sprintf("[Tue Nov 24 09:1%d:00 2026] ", i)
		lines = append(lines, at+"redis-server invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n",
			at+"memory: usage 131072kB, limit 131072kB, failcnt 2881\n",
			at+fmt.Sprintf("Memory cgroup out of memory: Killed process %d (redis-server) total-vm:384000kB, anon-rss:128000kB, file-rss:0kB, shmem-rss:0kB, UID:999 pgtables:320kB oom_score_adj:0\n", 4411+i))
	}
	streams := files{{"dmesg_T.txt", strings.Join(lines, "")}}
	for cut := 60; cut < len(lines); cut++ {
		l := NewLive(set.Interest(), all)
		l.Add("dmesg_T.txt", fact.Subject{Kind: fact.Container, Name: "web"}, []byte(strings.Join(lines[:cut], "")))
		l.Read(liveNow, true)
		l = restarted(t, set, l)
		l.Add("dmesg_T.txt", fact.Subject{Kind: fact.Container, Name: "web"}, []byte(strings.Join(lines[cut:], "")))
		l.Read(liveNow, true)
		compare(t, set, fmt.Sprint("cut at ", cut), l.Result(), streams)
	}
}
