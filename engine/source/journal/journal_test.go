package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine/source"
)

// journalctl is a stand-in that reads entries from a file: of a real one it has
// the options that are used. It is deaf for as long as there is a file of that
// name, and ends where there is one named crash.
const journalctl = `#!/bin/sh
dir=DIR
from=1
for a in "$@"; do
  case "$a" in
  --cursor=*) from=$(grep -nF "\"${a#--cursor=}\"" $dir/entries | cut -d: -f1); from=${from:-1} ;;
  --after-cursor=*) from=$(grep -nF "\"${a#--after-cursor=}\"" $dir/entries | cut -d: -f1); from=$((from + 1)) ;;
  --follow) follow=1 ;;
  --since=*) ;;
  --lines=1) lines=1 ;;
  esac
done
if [ -z "$follow" ]; then
  case "$*" in
  *--cursor=*) sed -n ${from}p $dir/entries ;;
  *) tail -n 1 $dir/entries ;;
  esac
  exit
fi
if [ -e $dir/deaf ]; then exec sleep 60; fi
if [ -e $dir/crash ]; then rm $dir/crash; tail -n +$from $dir/entries; echo "Failed to iterate through journal" >&2; exit 1; fi
exec tail -n +$from -f $dir/entries
`

// A lab is a journal in a folder and what a run hands out of it.
type lab struct {
	*Journal
	t   *testing.T
	dir string
}

func newLab(t *testing.T, opts Options) *lab {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "journalctl")
	if err := os.WriteFile(program, []byte(strings.ReplaceAll(journalctl, "DIR", dir)), 0o755); err != nil {
		t.Fatal(err)
	}
	j := &Journal{opts: opts, program: []string{program}, cursor: opts.Cursor, pause: func(context.Context, time.Duration) {}, quiet: time.Minute, whole: func() bool { return true }}
	return &lab{j, t, dir}
}

// cursorOf is the cursor of entry i.
func cursorOf(i int) string { return fmt.Sprintf("s=1;i=%x;b=2;m=3;t=%x;x=4", i, 1_000_000_000+i) }

func (l *lab) write(i int, fields string) {
	l.t.Helper()
	f, err := os.OpenFile(filepath.Join(l.dir, "entries"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = fmt.Fprintf(f, `{"__CURSOR":"%s","_SYSTEMD_UNIT":"docker.service",%s}`+"\n", cursorOf(i), fields)
		f.Close()
	}
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l *lab) touch(name string) {
	l.t.Helper()
	if err := os.WriteFile(filepath.Join(l.dir, name), nil, 0o600); err != nil {
		l.t.Fatal(err)
	}
}

// until runs until a message came and returns the messages and gaps, and the
// cursor of the last piece. More is called for each piece.
func (l *lab) until(message string, more func()) (got []string, last string) {
	ctx, cancel := context.WithTimeout(l.t.Context(), 20*time.Second)
	defer cancel()
	l.Run(ctx, func(p source.Piece) {
		if ctx.Err() != nil {
			return
		}
		last = p.Cursor
		if p.Gap != nil {
			got = append(got, fmt.Sprintf("<%d %s>", p.Gap.Records, p.Gap.Reason))
		} else {
			e, _ := read(p.Data)
			got = append(got, strings.Trim(string(e.Message), `"`))
		}
		if got[len(got)-1] == message {
			cancel()
		}
		if more != nil {
			more()
		}
	})
	return got, last
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("got\n%s\nwant\n%s", a, b)
	}
}

// TestEntries: what is handed out, and what is not.
func TestEntries(t *testing.T) {
	l := newLab(t, Options{Since: time.Unix(1, 0)})
	l.write(1, `"MESSAGE":"one"`)
	l.write(2, `"MESSAGE":"said by a container","CONTAINER_ID":"4711"`)
	l.write(3, `"MESSAGE":"Suppressed 17 messages from cron.service","MESSAGE_ID":"`+dropped+`"`)
	l.write(4, `"MESSAGE":"Suppressed 42 messages from docker.service","MESSAGE_ID":"`+dropped+`"`)
	l.write(5, `"MESSAGE":"last"`)
	l.write(6, `"MESSAGE":"said by people","_SYSTEMD_UNIT":"session-1.scope"`)
	l.write(7, `"MESSAGE":"said by us","_SYSTEMD_UNIT":"culprit.service"`)
	l.write(8, `"MESSAGE":"said by the kernel","_TRANSPORT":"kernel"`)
	l.write(9, `"MESSAGE":"Failed with result 'exit-code'.","_SYSTEMD_UNIT":"init.scope","UNIT":"shop.service"`)
	l.write(10, `"MESSAGE":"of no unit","_SYSTEMD_UNIT":["a","b"]`)
	l.write(11, `"MESSAGE":"last","_SYSTEMD_UNIT":"shop.service"`)
	l.own = "culprit.service"
	const cron, engine = "<17 journald dropped 17 messages of cron.service for their rate>", "<42 journald dropped 42 messages of docker.service for their rate>"
	got, last := l.until("last", nil)
	expect(t, got, "one", cron, engine, "last")
	if last != cursorOf(5) {
		t.Error(last)
	}
	l.cursor, l.opts.Containers = "", true
	got, _ = l.until("last", nil)
	expect(t, got, "one", "said by a container", cron, engine, "last")
	l.cursor = cursorOf(5)
	got, _ = l.until("last", nil)
	expect(t, got, "Failed with result 'exit-code'.", "last")
}

// TestGoesOn: a child that ends is started again behind the entry read last.
func TestGoesOn(t *testing.T) {
	l := newLab(t, Options{Since: time.Unix(1, 0)})
	l.write(1, `"MESSAGE":"one"`)
	l.write(2, `"MESSAGE":"two"`)
	l.touch("crash")
	more := func() {
		if _, err := os.Stat(filepath.Join(l.dir, "crash")); err != nil {
			l.write(3, `"MESSAGE":"three"`)
		}
	}
	written := false
	got, _ := l.until("three", func() {
		if !written && l.cursor == cursorOf(2) {
			written = true
			more()
		}
	})
	expect(t, got, "one", "two", "<0 the journal is read on from the entry read last: journalctl Failed to iterate through journal>", "three")
}

// TestCursor: a later run goes on behind the cursor; one that is gone is told,
// and what was handed out is not handed out again.
func TestCursor(t *testing.T) {
	l := newLab(t, Options{Cursor: cursorOf(2)})
	for i, text := range []string{"one", "two", "three"} {
		l.write(i+1, `"MESSAGE":"`+text+`"`)
	}
	got, _ := l.until("three", nil)
	expect(t, got, "three")

	l = newLab(t, Options{Cursor: cursorOf(4)}) // vacuumed: the oldest left are 3 and, written in the same moment as 4, 5
	l.write(3, `"MESSAGE":"three"`)
	l.write(5, `"MESSAGE":"five"`)
	got, _ = l.until("five", nil)
	expect(t, got, "<0 the entry read last is no longer in the journal; those that followed it and are gone too are counted>", "five")

	l = newLab(t, Options{Cursor: cursorOf(4)})
	l.write(9, `"MESSAGE":"nine"`)
	l.write(10, `"MESSAGE":"ten"`)
	l.quiet = 10 * time.Millisecond
	got, _ = l.until("<4 4 entries of the journal were removed before they could be read>", nil)
	expect(t, got[1:], "nine", "ten", "<4 4 entries of the journal were removed before they could be read>")

	l = newLab(t, Options{Cursor: cursorOf(4)}) // of people who may not read all
	l.whole = func() bool { return false }
	l.write(9, `"MESSAGE":"nine"`)
	got, _ = l.until("nine", nil)
	expect(t, got, "<0 the entry read last is no longer in the journal; what followed it and is gone too is not known>", "nine")

	l = newLab(t, Options{Cursor: "nonsense"})
	l.write(1, `"MESSAGE":"one"`)
	got, last := l.until("one", nil)
	expect(t, got, "<0 the entry read last can't be found in the journal; it is read on from now>", "one")
	if last != cursorOf(1) {
		t.Error(last)
	}
}

// TestDeaf: a child that says nothing while there are entries is replaced.
func TestDeaf(t *testing.T) {
	l := newLab(t, Options{Cursor: cursorOf(1)})
	l.quiet = 50 * time.Millisecond
	l.write(1, `"MESSAGE":"one"`)
	l.write(2, `"MESSAGE":"two"`)
	l.touch("deaf")
	l.pause = func(context.Context, time.Duration) { os.Remove(filepath.Join(l.dir, "deaf")) }
	got, _ := l.until("two", nil)
	expect(t, got, "two")
}

// TestNone: a machine without a journal is in order.
func TestNone(t *testing.T) {
	var m *source.Missing
	j := &Journal{program: []string{"no-such-journalctl"}}
	if err := j.there(t.Context()); !errors.As(err, &m) || m.Reason != "no-such-journalctl is not installed" {
		t.Error(err)
	}
	script := filepath.Join(t.TempDir(), "journalctl")
	os.WriteFile(script, []byte("#!/bin/sh\necho 'No journal files were found.' >&2\n"), 0o755)
	j.program = []string{script}
	if err := j.there(t.Context()); !errors.As(err, &m) || m.Reason != "there is no journal, or it may not be read" {
		t.Error(err)
	}
}

// TestRealJournal: what the kernel says comes out of this machine's journal, and
// goes on behind a cursor after its files were rotated.
func TestRealJournal(t *testing.T) {
	j, err := Open(t.Context(), Options{Kernel: true})
	if err != nil {
		t.Skip(err)
	}
	kmsg, err := os.OpenFile("/dev/kmsg", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer kmsg.Close()
	if err := exec.Command("journalctl", "--rotate").Run(); err != nil {
		t.Skip("the journal is not ours to rotate: ", err)
	}
	mark := fmt.Sprint("culprit test ", time.Now().UnixNano())
	write := func(i int) { fmt.Fprintln(kmsg, "<6>"+mark, i) }
	l := &lab{j, t, ""}
	j.opts.Since = time.Now().Add(-time.Second)
	write(1)
	l.until(mark+" 1", nil)
	write(2)
	exec.Command("journalctl", "--rotate").Run()
	write(3)
	got, last := l.until(mark+" 3", nil)
	got = slices.DeleteFunc(got, func(text string) bool { return !strings.HasPrefix(text, mark) }) // journald itself speaks of its rotation
	expect(t, got, mark+" 2", mark+" 3")
	exec.Command("journalctl", "--rotate").Run()
	exec.Command("journalctl", "--vacuum-files=1").Run()
	write(4)
	again := &Journal{opts: j.opts, program: j.program, cursor: last, pause: pause, quiet: quiet, whole: whole}
	got, _ = (&lab{again, t, ""}).until(mark+" 4", nil)
	if !strings.Contains(strings.Join(got, "\n"), "<0 the entry read last is no longer in the journal; ") || got[len(got)-1] != mark+" 4" {
		t.Errorf("%q", got)
	}
}

func TestUnitOf(t *testing.T) {
	for groups, want := range map[string]string{
		"0::/system.slice/culprit.service\n":                                              "culprit.service",
		"1:cpu:/docker/x.service\n2:name=systemd:/system.slice/a.service\n0::/user.slice": "a.service",
		"0::/user.slice/user-0.slice/session-1.scope\n":                                   "",
		"": "",
	} {
		if got := unitOf(groups); got != want {
			t.Errorf("%q: %q, want %q", groups, got, want)
		}
	}
}
