package nvml

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"time"

	"culprit/engine/source"
)

// How often a follower asks. A child that hangs in the driver can't be killed
// before the driver lets it go: asking often would only add to them.
const (
	healthy   = 30 * time.Second
	failing   = time.Minute // doubled while the driver hangs or the child can't be had
	rarely    = 10 * time.Minute
	hardly    = time.Hour
	maxAnswer = 16 << 20
)

// Follow hands out what NVML says, whole, again and again until ctx ends. Where
// the child can't be had, the stream instead is (nvidia-smi); where that can't
// be had either, both are missing and are tried rarely.
func (s *Source) Follow(ctx context.Context, instead source.Stream, emit func(source.Piece)) {
	said := map[string]bool{}
	missing := func(stream string, err error) {
		if ctx.Err() == nil && !said[stream+err.Error()] {
			said[stream+err.Error()] = true
			emit(source.MissingPiece(stream, err))
		}
	}
	wait := time.Duration(0)
	bad := 0 // answers in a row that were none
	for {
		s.pause(ctx, wait)
		if ctx.Err() != nil {
			return
		}
		text, err := s.ask(ctx)
		if err == nil {
			emit(source.Piece{Stream: streamName, Data: text, Whole: true})
			switch failure(text) {
			case "":
				wait, bad = healthy, 0
			case noHardware:
				wait, bad = rarely, 0
			case hung:
				wait = min(failing<<min(bad, 6), hardly)
				bad++
			default:
				wait, bad = failing, 0
			}
			continue
		}
		missing(streamName, err)
		wait = min(failing<<min(bad, 6), rarely)
		bad++
		if instead.Open == nil {
			continue
		}
		body, err := instead.Open(ctx)
		if err != nil {
			missing(instead.Name, err)
			continue
		}
		if text, err = io.ReadAll(io.LimitReader(body, maxAnswer)); err == nil {
			emit(source.Piece{Stream: instead.Name, Data: text, Whole: true})
			wait, bad = failing, 0
		}
		body.Close()
	}
}

// failure is what the driver says of itself last.
func failure(text []byte) (word string) {
	for line := range bytes.Lines(text) {
		var row struct {
			Kind string `json:"kind"`
			Data struct {
				Failure string `json:"failure"`
			} `json:"data"`
		}
		if json.Unmarshal(line, &row) == nil && row.Kind == "gpu.driver" {
			word = row.Data.Failure
		}
	}
	return word
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
