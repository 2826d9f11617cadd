package workshop

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// A Lesson is a shape of message that may deserve a rule.
type Lesson struct {
	Shape string
	First *fact.Fact // its first record
	Count int
	Score float64 // higher is more telling; comparable within one Learn only
}

// levelWeight is how much a level speaks for a failure.
var levelWeight = map[string]float64{"fatal": 4, "error": 3, "warning": 1.5, "info": 0.4, "debug": 0.1, "trace": 0.1}

// unknownLevel is the weight of a record without level that names a failure,
// and of one that does not.
const (
	failureWords = 2
	otherWords   = 0.3
)

// Learn lists the shapes of messages that are in the bad input and in none of
// the good ones, the most telling first: severe, rare and early. Shapes that
// the facts in known have are left out: a rule sees them already.
func Learn(bad []fact.Fact, good [][]fact.Fact, known []*fact.Fact) []Lesson {
	skip := map[string]bool{}
	for _, facts := range good {
		for i := range facts {
			if text, ok := logText(&facts[i]); ok {
				skip[Generalize(text).Shape] = true
			}
		}
	}
	for _, f := range known {
		if text, ok := logText(f); ok {
			skip[Generalize(text).Shape] = true
		}
	}
	first, last := span(bad)
	byShape := map[string]*Lesson{}
	for i := range bad {
		f := &bad[i]
		text, ok := logText(f)
		if !ok {
			continue
		}
		shape := Generalize(text).Shape
		if skip[shape] || !strings.ContainsFunc(strings.ReplaceAll(shape, "<", ""), func(r rune) bool { return letter(byte(r)) }) {
			continue
		}
		l := byShape[shape]
		if l == nil {
			l = &Lesson{Shape: shape, First: f}
			byShape[shape] = l
		} else if earlier(f, l.First) {
			l.First = f
		}
		l.Count += f.Count()
	}
	var lessons []Lesson
	for _, l := range byShape {
		l.Score = weight(l.First) / (1 + math.Log2(float64(l.Count))) * (1 + earliness(l.First, first, last))
		lessons = append(lessons, *l)
	}
	slices.SortFunc(lessons, func(a, b Lesson) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Shape, b.Shape))
	})
	return lessons
}

// logText is the message of a record that a program or the kernel wrote.
func logText(f *fact.Fact) (string, bool) {
	switch f.Kind {
	case "log.line", "kernel.message":
		return condition.Haystack(f), true
	}
	return "", false
}

func weight(f *fact.Fact) float64 {
	level := ""
	switch d := f.Data.(type) {
	case *fact.LogLine:
		level = d.Level
	case *fact.KernelMessage:
		level = d.Level
	}
	if w, ok := levelWeight[level]; ok {
		return w
	}
	low := strings.ToLower(condition.Haystack(f))
	for _, word := range []string{"error", "fail", "fatal", "panic", "exception", "cannot", "can't", "unable", "denied", "refused", "killed", "no such"} {
		if strings.Contains(low, word) {
			return failureWords
		}
	}
	return otherWords
}

func span(facts []fact.Fact) (first, last time.Time) {
	for i := range facts {
		t := facts[i].Time
		if !t.Known() {
			continue
		}
		if first.IsZero() || t.At.Before(first) {
			first = t.At
		}
		if t.At.After(last) {
			last = t.At
		}
	}
	return first, last
}

// earliness is 1 at the beginning of the input and 0 at its end.
func earliness(f *fact.Fact, first, last time.Time) float64 {
	if !f.Time.Known() || !last.After(first) {
		return 0.5
	}
	return 1 - f.Time.At.Sub(first).Seconds()/last.Sub(first).Seconds()
}

func earlier(a, b *fact.Fact) bool {
	if a.Time.Known() && b.Time.Known() && !a.Time.At.Equal(b.Time.At) {
		return a.Time.At.Before(b.Time.At)
	}
	return cmp.Or(strings.Compare(a.Origin.Stream, b.Origin.Stream), cmp.Compare(a.Origin.Line, b.Origin.Line)) < 0
}
