package report

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
)

func held(id string, causes ...*engine.Diagnosis) *engine.Diagnosis {
	d := &engine.Diagnosis{
		ID: id, Cause: &engine.Cause{ID: "cause." + id}, Severity: engine.SeverityCritical, Status: engine.StatusActive, Count: 2,
		Subject: fact.Subject{Kind: fact.Container, Name: "box-" + id}, Message: "password=hunter2secret \x1b[31m", CausedBy: causes,
	}
	for _, up := range causes {
		up.LeadsTo = append(up.LeadsTo, d)
		d.Links = append(d.Links, &engine.Link{Cause: up, Effect: d})
	}
	return d
}

// TestStory: a root with what it brought about, the nearest first, each once,
// bounded and without secrets.
func TestStory(t *testing.T) {
	a, b := held("a"), held("b")
	middle := held("m", a, b)
	held("last", middle, a)
	for i := range maxEffects {
		held(fmt.Sprint(i), middle)
	}
	roots := RootsOf(middle.LeadsTo[0])
	if len(roots) != 2 || roots[0] != a || roots[1] != b || RootsOf(a)[0] != a {
		t.Errorf("%v", roots)
	}
	s := NewStory(a)
	var ids []string
	for _, e := range s.Effects {
		ids = append(ids, e.ID)
	}
	if got := strings.Join(ids[:4], " "); s.Root.ID != "a" || got != "m last 0 1" || len(ids) != maxEffects || s.More != 2 {
		t.Errorf("%s, %d and %d more", got, len(ids), s.More)
	}
	if strings.Contains(s.Root.Message+s.Effects[0].Message, "hunter2secret") {
		t.Error(s.Effects[0].Message)
	}
}

// TestEventText: colours are ours alone, and change no word.
func TestEventText(t *testing.T) {
	root := held("a")
	effect := held("b", root)
	sgr := regexp.MustCompile(`\x1b\[[0-9]+m`)
	at := time.Date(2026, 11, 23, 22, 12, 31, 0, time.UTC)
	for _, c := range []struct {
		event Event
		want  string
	}{
		{NewEvent("opened", at, root), `22:12:31Z opened    critical box-a: password=[secret#1] \x1b[31m [cause.a] 2 times`},
		{NewEvent("resolved", at, effect), `22:12:31Z resolved  critical box-b: password=[secret#1] \x1b[31m [cause.b] 2 times, because of cause.a of box-a`},
		{GapEvent(at, Note{Stream: "a\x1b.log", Reason: "rotated"}), `22:12:31Z lost               a\x1b.log: rotated`},
	} {
		var plain, colored strings.Builder
		if err := EventText(&plain, c.event, Style{}); err != nil {
			t.Fatal(err)
		}
		if err := EventText(&colored, c.event, Style{Color: true}); err != nil {
			t.Fatal(err)
		}
		if plain.String() != c.want+"\n" || sgr.ReplaceAllString(colored.String(), "") != plain.String() || colored.String() == plain.String() {
			t.Errorf("%q\n%q, want\n%q", colored.String(), plain.String(), c.want)
		}
	}
}
