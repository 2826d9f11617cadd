package kmsg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"culprit/engine/source"
)

// A step is an answer of a device: a record, or an error. One of EAGAIN says
// that a reader has to wait for the next.
type step struct {
	record string
	err    error
}

func record(seq int) step {
	return step{record: fmt.Sprintf("6,%d,%d,-;number %d\n", seq, seq*1000, seq)}
}

// A fake is a device that has a list of answers.
type fake struct{ steps []step }

func (f *fake) read(p []byte, _ bool) (int, error) {
	if len(f.steps) == 0 {
		return 0, syscall.ENODEV
	}
	s := f.steps[0]
	f.steps = f.steps[1:]
	return copy(p, s.record), s.err
}

func (f *fake) stop()  {}
func (f *fake) close() {}

// follow runs a ring over devices, one after the other, and returns what it
// handed out: gaps as lines in angle brackets.
func follow(t *testing.T, cursor string, devices ...[]step) (text, last string, lost int64) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	next := 0
	r := newRing(func() (device, error) {
		if next == len(devices) {
			cancel()
			return nil, errors.New("no more")
		}
		next++
		return &fake{devices[next-1]}, nil
	}, "boot", cursor)
	r.clocks = func() (time.Time, time.Duration, error) { return time.Unix(1000, 0), 10 * time.Second, nil }
	r.pause = func(context.Context, time.Duration) {}
	var b strings.Builder
	r.Run(ctx, func(p source.Piece) {
		b.Write(p.Data)
		if p.Gap != nil {
			fmt.Fprintf(&b, "<%s>\n", p.Gap.Reason)
			lost += p.Gap.Records
		}
		if p.Cursor != "" {
			last = p.Cursor
		}
	})
	return b.String(), last, lost
}

func TestRing(t *testing.T) {
	again, overrun := step{err: syscall.EAGAIN}, step{err: syscall.EPIPE}
	for _, c := range []struct {
		name, cursor string
		devices      [][]step
		want, last   string
		lost         int64
	}{
		{"from the beginning", "", [][]step{{record(3), record(4)}}, "6,3,3000,-;number 3\n6,4,4000,-;number 4\n", "boot:4", 0},
		{"overwritten while it was read", "", [][]step{{record(3), overrun, record(9)}},
			"6,3,3000,-;number 3\n<5 records of the kernel's log were overwritten before they could be read>\n6,9,9000,-;number 9\n", "boot:9", 5},
		{"damaged, too long, interrupted", "", [][]step{{record(3), {record: "nonsense"}, {record: "6,x,1,-;x"}, {err: syscall.EINVAL}, {err: syscall.EINTR}, record(5)}},
			"6,3,3000,-;number 3\n<a record of the kernel's log is damaged: \"nonsense\">\n<a record of the kernel's log is damaged: \"6,x,1,-;x\">\n<1 records of the kernel's log were overwritten before they could be read>\n6,5,5000,-;number 5\n", "boot:5", 3},
		{"a dictionary, no end", "", [][]step{{{record: "3,1,2,-;disk\n SUBSYSTEM=block\n DEVICE=b8:0"}}}, "3,1,2,-;disk\n SUBSYSTEM=block\n DEVICE=b8:0\n", "boot:1", 0},
		{"read as it comes", "", [][]step{{record(1), again, record(9990), record(9995), again, again, {record: "6,9996,9996000,-,caller=T1;live\n"}}},
			"6,1,1000,-;number 1\n<9988 records of the kernel's log were overwritten before they could be read>\n" +
				"6,9990,9990000,-,received=1000000000;number 9990\n<4 records of the kernel's log were overwritten before they could be read>\n6,9995,9995000,-,received=1000000000;number 9995\n" +
				"6,9996,9996000,-,caller=T1,received=1000000000;live\n", "boot:9996", 9992},
		{"opened anew", "", [][]step{{record(1), record(2)}, {record(1), record(2), record(3)}, {record(7)}},
			"6,1,1000,-;number 1\n6,2,2000,-;number 2\n<the kernel's log can't be read at present: no such device>\n6,3,3000,-;number 3\n<3 records of the kernel's log were overwritten before they could be read>\n6,7,7000,-;number 7\n", "boot:7", 3},
		{"a later run", "boot:2", [][]step{{record(1), record(2), record(3)}}, "6,3,3000,-;number 3\n", "boot:3", 0},
		{"a much later run", "boot:2", [][]step{{record(6)}}, "<3 records of the kernel's log were overwritten before they could be read>\n6,6,6000,-;number 6\n", "boot:6", 3},
		{"after a reboot", "other:200", [][]step{{record(1)}}, "<the machine was started anew since the last run; what the kernel said between is not in its ring>\n6,1,1000,-;number 1\n", "boot:1", 0},
	} {
		text, last, lost := follow(t, c.cursor, c.devices...)
		text = strings.TrimSuffix(text, "<the kernel's log can't be read at present: no such device>\n")
		if text != c.want || last != c.last || lost != c.lost {
			t.Errorf("%s: %d lost, at %s:\n%s", c.name, lost, last, text)
		}
	}
}

// TestAnchor: a record that was read late keeps its own distance from others;
// one read sooner after it was written corrects the clock.
func TestAnchor(t *testing.T) {
	wall := time.Unix(1000, 0)
	var a anchor
	for i, c := range []struct {
		now, stamp time.Duration
		fresh      bool
		want       time.Duration // before the wall clock
	}{
		{60 * time.Second, 50 * time.Second, false, 0}, // nothing is known yet
		{60 * time.Second, 50*time.Second - 30*time.Millisecond, true, 0},
		{61 * time.Second, 50 * time.Second, false, time.Second - 30*time.Millisecond}, // read a second late
		{62 * time.Second, 52 * time.Second, true, 0},                                  // woken sooner
		{63 * time.Second, 52 * time.Second, true, time.Second},
		{700 * time.Second, 689 * time.Second, true, 0}, // long ago
	} {
		if got := wall.Sub(a.place(wall, c.now, c.stamp, c.fresh)); got != c.want {
			t.Errorf("%d: %s", i, got)
		}
	}
}

// real opens the ring of this machine for reading and writing.
func real(t *testing.T) (r *Ring, write func(text string)) {
	t.Helper()
	r, err := Open("")
	if err != nil {
		t.Skip(err)
	}
	out, err := os.OpenFile("/dev/kmsg", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { out.Close() })
	return r, func(text string) { // without its end, the kernel would wait for more of it
		if _, err := out.WriteString("<7>" + text + "\n"); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRealRing: what is written to this machine's ring comes within moments,
// with the time it was written at.
func TestRealRing(t *testing.T) {
	r, write := real(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	came := make(chan string)
	go func() {
		defer close(came)
		r.Run(ctx, func(p source.Piece) {
			select {
			case came <- string(p.Data):
			case <-ctx.Done():
			}
		})
	}()
	mark := fmt.Sprintf("culprit test %d", time.Now().UnixNano())
	before := time.Now().UnixMicro()
	write(mark)
	for text := range came {
		if _, after, ok := strings.Cut(text, mark); !ok || after[:1] != "\n" {
			continue
		}
		// It may have been there when the ring was opened: another is not.
		if mark += " again"; strings.HasSuffix(mark, "again again") {
			line := text[:strings.Index(text, mark[:len(mark)-len(" again")])]
			var at int64
			if _, err := fmt.Sscanf(line[strings.LastIndex(line, "received="):], "received=%d;", &at); err != nil || at < before-20_000 || at > time.Now().UnixMicro() {
				t.Errorf("%q: %v, written after %d", line, err, before)
			}
			break
		}
		before = time.Now().UnixMicro()
		write(mark)
	}
	if text, err := Dump(); err != nil || !strings.Contains(string(text), mark[:len(mark)-len(" again")]+"\n") {
		t.Errorf("the ring does not hold it: %v", err)
	}
}

// TestRealFlood: more is written than the ring holds while nobody reads;
// received and reported lost are what was written. It overwrites this machine's
// kernel log: only where that was asked for.
func TestRealFlood(t *testing.T) {
	if !strings.Contains(os.Getenv("CULPRIT_REQUIRE"), "docker") {
		t.Skip("it overwrites the kernel's log; CULPRIT_REQUIRE=docker has it run")
	}
	r, write := real(t)
	const limit = "/proc/sys/kernel/printk_devkmsg" // its writers are limited to 10 records in 5 seconds
	old, err := os.ReadFile(limit)
	if err == nil {
		err = os.WriteFile(limit, []byte("on\n"), 0)
	}
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { os.WriteFile(limit, old, 0) })
	ctx, cancel := context.WithCancel(t.Context())
	mark := fmt.Sprintf("flood %d", time.Now().UnixNano())
	const records = 60_000
	var received, lost, others int64
	next, begun := 0, false
	hold, held := make(chan bool), make(chan bool)
	ended := make(chan bool)
	go func() {
		defer close(ended)
		r.Run(ctx, func(p source.Piece) {
			for line := range strings.Lines(string(p.Data)) {
				_, text, _ := strings.Cut(line, mark+" ")
				var n int
				if _, err := fmt.Sscan(text, &n); err != nil {
					if begun && line[0] != ' ' {
						others++ // what else the kernel says meanwhile
					}
					continue
				}
				begun = true
				if n < next {
					t.Errorf("record %d came again", n)
				}
				next = n + 1
				received++
				if n == 0 { // then nobody reads until all is written
					held <- true
					<-hold
				}
				if n == records-1 {
					cancel()
				}
			}
			if begun && p.Gap != nil {
				lost += p.Gap.Records
			}
		})
	}()
	write(mark + " 0")
	<-held
	for i := 1; i < records-1; i++ {
		write(fmt.Sprint(mark, " ", i))
	}
	hold <- true
	write(fmt.Sprint(mark, " ", records-1))
	<-ended
	t.Logf("%d received, %d reported lost, %d others", received, lost, others)
	if lost == 0 || received+lost < records || received+lost > records+others+100 {
		t.Errorf("%d received and %d reported lost of %d written", received, lost, records)
	}
}
