// Package fact is the vocabulary of culprit: what was observed, when, about
// what, and where it was read. It is a leaf: it imports only the standard
// library, and every other package speaks it.
//
// Parsers make facts, the engine reasons over them, rules name their kinds and
// fields. The table [Kinds] is the single list of the sorts of fact there are;
// type checking of conditions, `culprit facts kinds`, completion and the
// reference are computed from it.
package fact

// MaxText is how much of the text a fact was read from is kept as evidence.
// Longer texts (a traceback, a giant line) keep their head and tail.
const MaxText = 8 << 10

// A Fact is one typed observation.
type Fact struct {
	Kind    string  // a name in Kinds: "kernel.oom_kill"
	Time    Time    // when it happened; its quality says how well that is known
	Subject Subject // what it is about; empty fields are unknown
	Origin  Origin  // where it was read
	Text    string  // the words it was read from, shown as evidence; at most MaxText
	Data    any     // a pointer to the struct of Kind: *OOMKill, *LogLine, …

	// Repeats counts further facts that said the same and were folded into
	// this one so that memory stays bounded; Last is the time of the last.
	Repeats int
	Last    Time
}

// Count is how many observations the fact stands for.
func (f *Fact) Count() int { return 1 + f.Repeats }

// Until is the time of the last observation the fact stands for.
func (f *Fact) Until() Time {
	if f.Repeats > 0 && f.Last.Known() {
		return f.Last
	}
	return f.Time
}

// An Origin is the place a fact was read from.
type Origin struct {
	Stream string `expr:"stream" json:"stream" doc:"path inside the bundle, or the live stream's name"`
	Line   int    `expr:"line" json:"line" doc:"1-based number of the first line; 0 where the stream has no lines"`
	Offset int64  `expr:"offset" json:"offset" doc:"byte offset of the first byte in the (decompressed) stream"`
	Field  string `expr:"field" json:"field,omitempty" doc:"path inside a document, such as State.OOMKilled; empty for a line"`
}
