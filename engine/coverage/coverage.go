// Package coverage tells the engine what was read and what was not: reading
// knows no engine, and the engine knows no streams.
package coverage

import (
	"culprit/engine"
	"culprit/engine/ingest"
)

// Of is the coverage of what was read, as the engine reasons with it.
func Of(read *ingest.Result) []engine.Coverage {
	list := make([]engine.Coverage, len(read.Coverage.Streams))
	for i, s := range read.Coverage.Streams {
		list[i] = engine.Coverage{Stream: s.Name, Parsers: s.Parsers, Subject: s.Subject, From: s.From, To: s.To, Ends: s.Ends}
		for _, g := range s.Gaps {
			list[i].Gaps = append(list[i].Gaps, engine.Gap{Kind: g.Kind, From: g.From, To: g.To})
		}
	}
	return list
}
