// Package refresh reads documents of a live source again and again: what a
// command prints, what an engine says of itself. One at a time, so that the
// machine hardly feels it; one that takes long is read more rarely.
package refresh

import (
	"context"
	"fmt"
	"io"
	"time"

	"culprit/engine/source"
)

// share is the part of the time that reading one document may take: one in so
// many.
const share = 20

// maxDocument bounds a document; that of an engine with a thousand containers
// has ten megabytes.
const maxDocument = 16 << 20

// A document is a stream, when it is due, and what was said of it last.
type document struct {
	source.Stream
	due  time.Time
	said string
}

// Run hands out the streams of src that have a time after which they are worth
// reading again (source.Stream.Every), each whole, first all of them and then
// each after its time, until ctx ends. One that can't be had is missing, told
// once for each reason; where it could be had before, that is a gap.
func Run(ctx context.Context, src source.Source, emit func(source.Piece)) {
	var list []*document
	for s, err := range src.Streams(ctx) {
		switch {
		case err != nil:
			emit(source.MissingPiece(src.Kind(), err))
		case s.Every > 0:
			list = append(list, &document{Stream: s})
		}
	}
	for len(list) > 0 {
		next := list[0]
		for _, d := range list[1:] {
			if d.due.Before(next.due) {
				next = d
			}
		}
		timer := time.NewTimer(time.Until(next.due))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		next.read(ctx, emit)
	}
	<-ctx.Done()
}

func (d *document) read(ctx context.Context, emit func(source.Piece)) {
	first := d.due.IsZero()
	began := time.Now()
	data, err := d.text(ctx)
	took := time.Since(began)
	// At full multiples of the time, together with others: what is new is then
	// judged once.
	now := time.Now()
	d.due = now.Truncate(d.Every).Add(d.Every)
	if d.due.Before(now.Add(share * took)) {
		d.due = now.Add(share * took)
	}
	if ctx.Err() != nil {
		return
	}
	if len(data) > 0 {
		emit(source.Piece{Stream: d.Name, About: d.Subject, Data: data, Whole: true})
	}
	switch {
	case err == nil:
		d.said = ""
	case d.said == err.Error():
	case first:
		d.said = err.Error()
		emit(source.MissingPiece(d.Name, err))
	default:
		d.said = err.Error()
		emit(source.Piece{Stream: d.Name, Gap: &source.Gap{Stream: d.Name, Reason: "it can't be read at present; what is known of it is from before: " + source.MissingPiece(d.Name, err).Missing.Reason}})
	}
}

func (d *document) text(ctx context.Context) ([]byte, error) {
	body, err := d.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	data, err := io.ReadAll(io.LimitReader(body, maxDocument+1))
	if len(data) > maxDocument {
		data, err = data[:maxDocument], fmt.Errorf("more than %d MiB; the rest is left out", maxDocument>>20)
	}
	return data, err
}
