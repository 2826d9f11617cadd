package notify

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"culprit/engine/report"
)

// A desk notes what it is sent, and when after the start. It fails as often as
// it is told to.
type desk struct {
	began time.Time
	got   []string
	fail  []error
	hold  chan struct{}
}

func (*desk) Name() string { return "desk" }

func (d *desk) Send(ctx context.Context, m Message) error {
	if d.hold != nil {
		select {
		case <-d.hold:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if len(d.fail) > 0 {
		err := d.fail[0]
		d.fail = d.fail[1:]
		return err
	}
	line := fmt.Sprintf("%s %s %s %s", time.Since(d.began), m.Event, m.Root.ID, m.Root.Severity)
	for _, e := range m.Effects {
		line += " +" + e.ID
	}
	if m.Returns > 0 {
		line += fmt.Sprintf(" returned %d", m.Returns)
	}
	d.got = append(d.got, line)
	return nil
}

// A step is what is told at one time after the start.
type step struct {
	at       time.Duration
	root     string
	standing Standing
	effects  string
}

func storyOf(root, effects string) report.Story {
	s := report.Story{Root: report.Diagnosis{ID: root, Severity: "error"}}
	for _, e := range strings.Fields(effects) {
		s.Effects = append(s.Effects, report.Effect{ID: e})
	}
	return s
}

func begun(t Target, o Options) *Notifier {
	n := New(t, o)
	n.Begin()
	return n
}

// TestNotifier: what is told when.
func TestNotifier(t *testing.T) {
	for _, c := range []struct {
		name  string
		steps []step
		until time.Duration
		fail  []error
		want  []string
		stats Stats
	}{
		{"effects get into the first message, later ones wait", []step{
			{0, "a", Active, ""}, {time.Second, "a", Active, "x"}, {3 * time.Second, "a", Active, "x y"}, {4 * time.Second, "a", Active, "x y z"},
		}, time.Hour, nil, []string{"2s opened a error +x", "10m2s updated a error +x +y +z"}, Stats{Sent: 2}},
		{"that it is over is told at once, in the order it was learnt", []step{
			{0, "a", Active, ""}, {0, "b", Active, ""}, {time.Minute, "b", Resolved, ""}, {time.Minute, "a", Resolved, ""},
		}, time.Hour, nil, []string{"2s opened a error", "2s opened b error", "1m0s resolved b error", "1m0s resolved a error"}, Stats{Sent: 4}},
		{"one that flaps is told once in a while", []step{
			{0, "a", Active, ""}, {time.Minute, "a", Resolved, ""}, {2 * time.Minute, "a", Active, ""}, {3 * time.Minute, "a", Resolved, ""},
			{4 * time.Minute, "a", Active, ""}, {5 * time.Minute, "a", Resolved, ""},
		}, time.Hour, nil, []string{"2s opened a error", "1m0s resolved a error", "10m2s resolved a error returned 2"}, Stats{Sent: 3}},
		{"one that came back and stayed", []step{
			{0, "a", Active, ""}, {time.Minute, "a", Resolved, ""}, {2 * time.Minute, "a", Active, ""},
		}, time.Hour, nil, []string{"2s opened a error", "1m0s resolved a error", "10m2s opened a error returned 1"}, Stats{Sent: 3}},
		{"one that comes back after a long time is new", []step{
			{0, "a", Active, ""}, {time.Minute, "a", Resolved, ""}, {30 * time.Minute, "a", Active, ""},
		}, time.Hour, nil, []string{"2s opened a error", "1m0s resolved a error", "30m2s opened a error"}, Stats{Sent: 3}},
		{"one that came and went within the wait is one message", []step{
			{0, "a", Active, ""}, {time.Second, "a", Resolved, ""},
		}, time.Hour, nil, []string{"2s resolved a error"}, Stats{Sent: 1}},
		{"one that was explained or withdrawn in time is none", []step{
			{0, "a", Active, ""}, {time.Second, "a", Explained, ""}, {0, "b", Active, ""}, {time.Second, "b", Withdrawn, ""}, {0, "c", Withdrawn, ""},
		}, time.Hour, nil, nil, Stats{}},
		{"one that is explained later is taken back", []step{
			{0, "a", Active, ""}, {time.Minute, "a", Explained, ""},
		}, time.Hour, nil, []string{"2s opened a error", "1m0s explained a error"}, Stats{Sent: 2}},
		{"a target that is away gets what then is so", []step{
			{0, "a", Active, ""}, {5 * time.Second, "a", Active, "x"}, {0, "b", Active, ""}, {6 * time.Second, "b", Resolved, ""},
		}, time.Hour, []error{errors.New("away"), errors.New("away"), errors.New("away")}, []string{"9s opened a error +x", "9s resolved b error"}, Stats{Sent: 2, Failed: 3}},
		{"a message is given up in the end", []step{{0, "a", Active, ""}}, time.Hour,
			slices.Repeat([]error{errors.New("away")}, 4), nil, Stats{Failed: 4, Dropped: 1}},
		{"a refused message is not sent again, others are", []step{{0, "a", Active, ""}, {0, "b", Active, ""}}, time.Hour,
			[]error{&Refused{"HTTP 400"}}, []string{"2s opened b error"}, Stats{Sent: 1, Failed: 1, Dropped: 1}},
		{"a busy target is left alone", []step{{0, "a", Active, ""}}, time.Hour,
			[]error{&Busy{"HTTP 429", time.Minute}}, []string{"1m2s opened a error"}, Stats{Sent: 1, Failed: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &desk{began: time.Now(), fail: c.fail}
				n := begun(d, Options{Wait: 2 * time.Second, Every: 10 * time.Minute, Attempts: 4, Say: t.Logf})
				slices.SortStableFunc(c.steps, func(a, b step) int { return int(a.at - b.at) })
				for _, s := range c.steps {
					time.Sleep(time.Until(d.began.Add(s.at)))
					n.Tell(storyOf(s.root, s.effects), s.standing, time.Now())
					synctest.Wait()
				}
				time.Sleep(time.Until(d.began.Add(c.until)))
				synctest.Wait()
				got := slices.Clone(d.got)
				if err := n.Close(t.Context()); err != nil {
					t.Error(err)
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("sent\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
				}
				if len(d.got) != len(got) {
					t.Errorf("at the end: %q", d.got[len(got):])
				}
				if s := n.Stats(); s != c.stats {
					t.Errorf("%+v, want %+v", s, c.stats)
				}
			})
		})
	}
}

// TestRepeat: Alertmanager is told again what holds.
func TestRepeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{began: time.Now()}
		n := begun(d, Options{Every: 10 * time.Second, Repeat: time.Minute, Attempts: 4, Say: t.Logf})
		n.Tell(storyOf("a", ""), Active, time.Now())
		time.Sleep(2*time.Minute + time.Second)
		n.Tell(storyOf("a", "x"), Active, time.Now())
		time.Sleep(30 * time.Second)
		n.Tell(storyOf("a", "x"), Resolved, time.Now())
		time.Sleep(time.Hour)
		n.Close(t.Context())
		want := []string{"0s opened a error", "1m0s repeated a error", "2m0s repeated a error", "2m10s updated a error +x", "2m31s resolved a error +x"}
		if !slices.Equal(d.got, want) {
			t.Errorf("%q", d.got)
		}
	})
}

// TestClose: what was not told is told at the end, without waiting, unless the
// target keeps us waiting; then it is said.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{began: time.Now()}
		n := begun(d, Options{Wait: time.Minute, Every: time.Hour, Say: t.Logf})
		n.Tell(storyOf("a", ""), Active, time.Now())
		n.Tell(storyOf("b", ""), Withdrawn, time.Now())
		if err := n.Close(t.Context()); err != nil || !slices.Equal(d.got, []string{"0s opened a error"}) {
			t.Errorf("%v %q", err, d.got)
		}

		d = &desk{began: time.Now(), hold: make(chan struct{})}
		n = begun(d, Options{Every: time.Hour, Say: t.Logf})
		n.Tell(storyOf("a", ""), Active, time.Now())
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if err := n.Close(ctx); err == nil || err.Error() != "desk: messages not sent: 1" || time.Since(d.began) > 10*time.Second {
			t.Error(err, time.Since(d.began))
		}
	})
}

// TestBounded: more roots than anybody reads are dropped and counted, but those
// that are over make room.
func TestBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{began: time.Now()}
		n := begun(d, Options{Wait: time.Minute, Every: time.Hour, Say: t.Logf})
		for i := range maxGroups + 10 {
			n.Tell(storyOf(fmt.Sprint(i), ""), Active, time.Now())
		}
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if s := n.Stats(); s.Dropped != 10 || s.Sent != maxGroups {
			t.Errorf("%+v", s)
		}
		n.Tell(storyOf("1", ""), Resolved, time.Now())
		time.Sleep(time.Second)
		n.Tell(storyOf("new", ""), Active, time.Now())
		n.Close(t.Context())
		if last := d.got[len(d.got)-1]; last != "2m1s opened new error" {
			t.Error(last)
		}
	})
}

// TestAdopt: what the run before told of is told when it changes; Alertmanager,
// which forgets, is told at once; and so is what may have got lost with that run.
func TestAdopt(t *testing.T) {
	for _, c := range []struct {
		repeat, age time.Duration
		want        []string
	}{
		{0, time.Hour, []string{"10m0s updated a error +x", "20m0s resolved a error"}},
		{0, time.Minute, []string{"0s opened a error", "10m0s updated a error +x", "20m0s resolved a error"}},
		{15 * time.Minute, time.Hour, []string{"0s repeated a error", "10m0s updated a error +x", "20m0s resolved a error"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := &desk{began: time.Now()}
			n := begun(d, Options{Every: 10 * time.Minute, Repeat: c.repeat, Say: t.Logf})
			s := storyOf("a", "")
			first := time.Now().Add(-c.age)
			s.Root.FirstSeen = &first
			n.Adopt(s, time.Now())
			n.Adopt(s, time.Now())
			time.Sleep(time.Second)
			n.Tell(storyOf("a", "x"), Active, time.Now())
			time.Sleep(20*time.Minute - time.Second)
			n.Tell(storyOf("a", ""), Resolved, time.Now())
			n.Close(t.Context())
			if !slices.Equal(d.got, c.want) {
				t.Errorf("%s, %s: %q, want %q", c.repeat, c.age, d.got, c.want)
			}
		})
	}
}

// TestOld: a root that came and went long before is not told.
func TestOld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{began: time.Now()}
		n := begun(d, Options{Every: time.Hour, Say: t.Logf})
		s := storyOf("a", "")
		long := time.Now().Add(-time.Hour)
		s.Root.LastSeen = &long
		n.Tell(s, Resolved, time.Now())
		n.Close(t.Context())
		if len(d.got) != 0 {
			t.Error(d.got)
		}
	})
}

// TestAnyCourse: whatever happens, and however often the target fails, in the end
// it knows how it is with each root; it is told that a root holds at most once in
// each interval, and never the same twice.
func TestAnyCourse(t *testing.T) {
	const every = 10 * time.Minute
	for seed := range uint64(200) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			d := &desk{began: time.Now()}
			for range r.IntN(20) {
				d.fail = append(d.fail, []error{errors.New("away"), &Busy{"busy", time.Minute}}[r.IntN(2)])
			}
			n := begun(d, Options{Wait: 2 * time.Second, Every: every, Attempts: 100, Say: func(string, ...any) {}})
			standing := map[string]Standing{}
			for range 60 {
				root := string(rune('a' + r.IntN(3)))
				standing[root] = []Standing{Active, Active, Resolved, Withdrawn, Explained}[r.IntN(5)]
				n.Tell(storyOf(root, ""), standing[root], time.Now())
				time.Sleep(time.Duration(r.Int64N(int64(3 * time.Minute))))
			}
			time.Sleep(3 * every)
			synctest.Wait()
			told, holds := map[string]Standing{}, map[string]time.Duration{}
			for _, line := range d.got {
				f := strings.Fields(line)
				at, _ := time.ParseDuration(f[0])
				now := Standing(f[1])
				if now == "opened" || now == "updated" {
					if before, ok := holds[f[2]]; ok && at-before < every {
						t.Errorf("seed %d: %s holds, told at %s and at %s", seed, f[2], before, at)
					}
					holds[f[2]], now = at, Active
				}
				told[f[2]] = now
			}
			for root, now := range standing {
				if (now == Active) != (told[root] == Active) {
					t.Errorf("seed %d: %s is %s, the target was told %q last:\n%s", seed, root, now, told[root], strings.Join(d.got, "\n"))
				}
			}
			if err := n.Close(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}
