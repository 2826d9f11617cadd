package refresh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"culprit/engine/source"
)

// documents is a source of streams with their answers, in turn: a text, an
// error after "!", or a text that takes a while after "slow ".
type documents map[string][]string

func (documents) Kind() string { return "test" }

func (d documents) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, name := range []string{"minute", "other", "never"} {
			every := time.Minute
			if name == "never" {
				every = 0
			}
			if !yield(source.Stream{Name: name, Every: every, Open: func(context.Context) (io.ReadCloser, error) {
				answer := "same"
				if len(d[name]) > 0 {
					answer = d[name][0]
					d[name] = d[name][1:]
				}
				if reason, ok := strings.CutPrefix(answer, "!"); ok {
					return nil, &source.Missing{Stream: name, Reason: reason}
				}
				if strings.HasPrefix(answer, "slow ") {
					time.Sleep(9 * time.Second)
				}
				return io.NopCloser(strings.NewReader(answer)), nil
			}}, nil) {
				return
			}
		}
		yield(source.Stream{}, errors.New("the rest is not there"))
	}
}

func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := documents{"minute": {"a", "!hangs", "!hangs", "b", "slow c"}, "other": {"!not installed", "!not installed", "x"}}
		ctx, cancel := context.WithTimeout(t.Context(), 400*time.Second)
		defer cancel()
		began := time.Now()
		var got []string
		at := func() int { return int(time.Since(began).Seconds()) }
		Run(ctx, d, func(p source.Piece) {
			switch {
			case p.Gap != nil:
				got = append(got, fmt.Sprint(at(), " gap ", p.Gap.Error()))
			case p.Missing != nil:
				got = append(got, fmt.Sprint(at(), " missing ", p.Missing))
			default:
				got = append(got, fmt.Sprint(at(), " ", p.Stream, " ", string(p.Data), " ", p.Whole))
			}
		})
		want := []string{
			"0 missing test: the rest is not there", "0 minute a true", "0 missing other: not installed",
			"60 gap minute: it can't be read at present; what is known of it is from before: hangs",
			"120 other x true", "180 minute b true", "180 other same true", "249 minute slow c true",
			"249 other same true", "300 other same true", "360 other same true",
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s", strings.Join(got, "\n"))
		}
	})
}
