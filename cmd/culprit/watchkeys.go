package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"culprit/engine"
	"culprit/engine/report"
)

// A chooser opens the details of root causes that hold, by keys.
type chooser struct {
	*watcher
	keys   <-chan key
	bottom *statusLine
	out    io.Writer
	style  func() report.Style
	quit   func()

	chosen string // the id of a root; empty: none
	number string // what was typed of one
}

// keyHint stands in the status line, keyWords is what ? says.
const (
	keyHint  = "? help"
	keyWords = "keys: up and down choose a root cause, Enter opens it (chain, proof, fixes); l lists them, a number and Enter opens one of the list; q quits"
)

// maxListed is how many root causes l lists.
const maxListed = 20

// roots are those that hold and are shown, as they stand in a report.
func (c *chooser) roots() (list []*engine.Diagnosis, result *engine.Result) {
	result = c.watch.Result()
	if result == nil {
		return nil, nil
	}
	shown := result.Diagnoses
	if len(c.boxes) > 0 {
		shown = only(shown, func(d *engine.Diagnosis) bool { return called(d, c.boxes) })
	}
	for _, d := range shown {
		if d.Root() && d.Status == engine.StatusActive && d.Severity >= c.severity {
			list = append(list, d)
		}
	}
	return list, result
}

// press does what a key asks for.
func (c *chooser) press(k key) error {
	list, result := c.roots()
	at := slices.IndexFunc(list, func(d *engine.Diagnosis) bool { return d.ID == c.chosen })
	number := c.number
	c.number = ""
	switch k {
	case keyQuit:
		c.quit()
	case keyHelp:
		c.say("%s", keyWords)
	case keyList:
		return c.list(list)
	case keyUp, keyDown:
		if len(list) == 0 {
			c.choose("", "no root cause holds")
			break
		}
		switch {
		case k == keyDown:
			at = min(at+1, len(list)-1)
		case at < 0:
			at = len(list) - 1
		default:
			at = max(at-1, 0)
		}
		d := report.NewEvent("", time.Now(), list[at]).Diagnosis
		c.choose(d.ID, fmt.Sprintf("%d of %d (Enter opens): %s %s: %s", at+1, len(list), d.Severity, report.Safe(d.Subject.Label()), report.Safe(strings.Join(strings.Fields(d.Message), " "))))
	case keyOpen:
		if n, err := strconv.Atoi(number); err == nil {
			at = n - 1
			if at < 0 || at >= len(list) {
				c.choose("", fmt.Sprintf("there is no number %d; l lists them", n))
				break
			}
		}
		c.choose("", "")
		if at >= 0 {
			return block(c.out, result, list[at], c.style())
		}
	case keyErase:
		if number != "" {
			c.typing(number[:len(number)-1])
		}
	case keyEscape:
		c.choose("", "")
	default:
		if len(number) < len(strconv.Itoa(maxStreams)) {
			number += string(k)
		}
		c.typing(number)
	}
	return nil
}

func (c *chooser) choose(id, text string) {
	c.chosen = id
	c.bottom.choose(text)
}

// typing shows a number that is being typed.
func (c *chooser) typing(number string) {
	c.number = number
	text := ""
	if number != "" {
		text = "number " + number + " (Enter opens)"
	}
	c.choose("", text)
}

// list writes the roots with their numbers, each as the line that it opened with.
func (c *chooser) list(roots []*engine.Diagnosis) error {
	if len(roots) == 0 {
		c.say("no root cause holds")
	}
	for i, d := range roots {
		if i == maxListed {
			c.say("and %d more", len(roots)-i)
			break
		}
		e := report.NewEvent(strconv.Itoa(i+1), d.First.At, d)
		if err := report.EventText(c.out, e, c.style()); err != nil {
			return err
		}
	}
	return nil
}
