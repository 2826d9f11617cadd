// Package host captures what commands and files say of the machine itself, as
// the streams a person would hand to support. Each command has a deadline and a
// limit on its output; what can't be had (not installed, no permission, hung)
// is a source.Missing with the reason. Nothing is written and no shell runs.
package host

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"strings"
	"time"

	"culprit/engine/source"
	"culprit/engine/source/child"
)

// Options say what of the host is wanted.
type Options struct {
	Since time.Time // of the journal; zero: all that is kept
	Tail  int       // last entries of the journal; 0: all
	Dirs  []string  // folders to list with modes and owners
}

// A Host is a source over this machine.
type Host struct{ captures []capture }

// Open returns the source of this machine.
func Open(opts Options) *Host {
	h := &Host{captures: append(append([]capture{}, captures...), journal(opts.Since, opts.Tail))}
	for _, dir := range opts.Dirs {
		name := "host/ls" + strings.ReplaceAll(path.Clean("/"+dir), "/", "_") + ".txt"
		h.captures = append(h.captures, capture{name: name, what: "modes and owners; never the text", argv: []string{"ls", "-la", dir}, tells: true})
	}
	return h
}

// Kind implements source.Source.
func (*Host) Kind() string { return "host" }

// Name is the name of the machine.
func (*Host) Name() string {
	name, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return name
}

// Listed is one row of what is captured.
type Listed struct{ Name, Command, What string }

// List says what is captured of the host.
func (h *Host) List() []Listed {
	var rows []Listed
	for _, c := range h.captures {
		rows = append(rows, Listed{c.name, c.command(), c.what})
	}
	return rows
}

func (c *capture) command() string {
	if c.typed != "" {
		return c.typed
	}
	return strings.Join(c.argv, " ")
}

// Streams implements source.Source. Streams may be opened later.
func (h *Host) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, c := range h.captures {
			if !yield(source.Stream{Name: c.name, Command: c.command(), Size: -1, Every: c.every, Open: c.open}, nil) {
				return
			}
		}
	}
}

// open captures: the first choice, or the second where the first can't be had.
func (c *capture) open(ctx context.Context) (io.ReadCloser, error) {
	var text []byte
	var cut bool
	var err error
	limit := cmp.Or(c.limit, defaultLimit)
	argv := c.argv
	if c.read != nil {
		argv = nil
		text, err = c.read()
	} else {
		text, cut, err = child.Output(ctx, limit, c.argv)
	}
	if err != nil && c.or != nil {
		if second, secondCut, failed := child.Output(ctx, limit, c.or); failed == nil {
			argv, text, cut, err = c.or, second, secondCut, nil
		}
	}
	var failed *child.Failed
	if errors.As(err, &failed) && c.tells && !strings.Contains(failed.Message, "Permission denied") {
		err = nil // that we may not look says nothing about the host
	}
	if err != nil {
		return nil, &source.Missing{Stream: c.name, Reason: err.Error()}
	}
	var head string
	if argv != nil && !c.framed {
		// As in a paste: parsers learn units and folders from the command.
		head = "$ " + strings.Join(argv, " ") + "\n"
	}
	readers := []io.Reader{strings.NewReader(head), bytes.NewReader(text)}
	if cut {
		readers = append(readers, failing{&source.Gap{Stream: c.name, Reason: fmt.Sprintf("more than %d MiB; the rest is left out", child.MaxOutput>>20)}})
	}
	return io.NopCloser(io.MultiReader(readers...)), nil
}

// failing is a reader that ends in an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
