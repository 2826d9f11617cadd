package scan

// A Sample tells how often words occur in a log, so that literals, and windows
// of them, can be chosen that are rare in that log. The zero value is empty.
type Sample struct {
	bytes int
	text  []byte // some of it
	// Counts of words of four and of seven bytes by their hash: words that share
	// one are told too often, never too seldom.
	lines [1 << sampleBits]uint16
	words [1 << sampleBits]uint16
}

const sampleBits = 17

// sampleStep is between two words that are counted: counting each would cost as
// much as it saves.
const sampleStep = 3

// sampleText is how much is kept of each text.
const sampleText = 16 << 10

// Add counts the words of a text.
func (s *Sample) Add(text []byte) {
	for i := 0; i+8 <= len(text); i += sampleStep {
		w := folded(text[i:])
		count(&s.lines[hashOf(w, lineBytes)])
		count(&s.words[hashOf(w, bitBytes)])
	}
	s.bytes += len(text)
	s.text = append(s.text, text[:min(len(text), sampleText)]...)
}

func count(n *uint16) {
	if *n < 1<<16-1 {
		*n++
	}
}

// hashOf is the place of the first bytes of a word.
func hashOf(w uint64, bytes int) uint64 { return w << (64 - 8*bytes) * spread >> (64 - sampleBits) }

// occurrences is how often a text of four to seven bytes is expected in 16 MiB.
func (s *Sample) occurrences(text string) int {
	var b [8]byte
	copy(b[:], text)
	n := s.lines[hashOf(folded(b[:]), lineBytes)]
	if len(text) == bitBytes {
		n = min(n, s.words[hashOf(folded(b[:]), bitBytes)])
	}
	return int(n) * sampleStep * (16 << 20) / max(s.bytes, 1)
}
