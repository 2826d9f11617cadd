package main

// How culprit speaks. The report goes to standard output; everything else goes
// to standard error as "culprit: …": lower case, no full stop, what was being
// done to what, and where there is one a second line "culprit: hint: …" that
// says what to do. Library code returns errors; only this package prints.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/term"

	"culprit/engine/rulefile"
)

// Exit codes.
const (
	exitOK      = 0 // nothing at or above --fail-on
	exitFound   = 1 // something at or above --fail-on
	exitUsage   = 2 // wrong usage, or mistakes in rule files
	exitPartial = 3 // the input could not be read, or only in part
)

// console is where the program talks.
type console struct {
	in       io.Reader
	out, err io.Writer
	speaking sync.Mutex // of say and mistakes, which several goroutines call
}

// exit ends the program with a code; a nil err ends it silently.
type exit struct {
	code int
	err  error
	hint string
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

func usage(err error) *exit { return &exit{code: exitUsage, err: err} }

func unreadable(err error, hint string) *exit { return &exit{exitPartial, err, hint} }

// complain prints an error and its hint.
func (c *console) complain(e *exit) {
	if e.err == nil {
		return
	}
	c.say("%v", e.err)
	hint := e.hint
	if hint == "" && e.code == exitUsage {
		hint = "culprit --help lists the commands, culprit COMMAND --help their options"
	}
	if hint != "" {
		c.say("hint: %s", hint)
	}
}

func (c *console) say(format string, args ...any) {
	c.speaking.Lock()
	defer c.speaking.Unlock()
	fmt.Fprintf(c.err, "culprit: "+format+"\n", args...)
}

// mistakesIn is mistakes where there are errors, else nil.
func (c *console) mistakesIn(files rulefile.Files, diags hcl.Diagnostics) error {
	if !diags.HasErrors() {
		return nil
	}
	return c.mistakes(files, diags)
}

// mistakes prints the diagnostics of rule files with the wrong word underlined.
func (c *console) mistakes(files rulefile.Files, diags hcl.Diagnostics) error {
	c.speaking.Lock()
	defer c.speaking.Unlock()
	if err := rulefile.Write(c.err, files, diags); err != nil {
		return err
	}
	return &exit{code: exitUsage, err: rulefile.Error(diags), hint: "correct the places above; culprit facts kinds lists all kinds and fields"}
}

// terminal reports whether w is a terminal.
func terminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// width is the number of columns to write for.
func (c *console) width(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return columns
		}
	}
	return 80
}

// colored decides about colour: --color, then NO_COLOR, then the terminal.
func colored(when string, w io.Writer) (bool, error) {
	switch when {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
		return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && terminal(w), nil
	}
	return false, usage(errors.New("unknown --color \"" + when + "\"; choose auto, always or never"))
}
