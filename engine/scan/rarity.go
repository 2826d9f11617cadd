package scan

import (
	_ "embed"
	"fmt"
)

//go:generate go run ./frequency

// frequencies says how often four neighbouring bytes, in lower case, occur in
// ordinary logs: for each hash of them eight times the binary logarithm of how
// often they occur in 16 MiB. It was counted by ./frequency.
//
//go:embed frequency.bin
var frequencies string

// FrequencyBits is the size of the table of frequencies.
const FrequencyBits = 15

// FrequencyIndex is the place of four bytes, first one lowest, in the table of
// frequencies.
func FrequencyIndex(gram uint32) uint32 {
	return (gram | 0x20202020) * 0x9E3779B1 >> (32 - FrequencyBits)
}

// frequency is how often a gram is expected in 16 MiB of log.
func frequency(gram uint32) int {
	f := int(frequencies[FrequencyIndex(gram)])
	return (8 + f&7) << (f >> 3) >> 3
}

// byteFrequencies orders bytes by how often they occur in logs, most common
// first; bytes that are not listed are rare.
const byteFrequencies = " e0tao1nirs2ldcu3-:.5p4mh6/78f9gbvy,_\"wk=[]x"

var byteRanks = func() (t [256]int) {
	for i := range len(byteFrequencies) {
		t[byteFrequencies[i]] = len(byteFrequencies) - i
	}
	return t
}()

func byteFrequency(c byte) int { return byteRanks[c] }

// everywhere stands in each record of a container's log and in no program's
// message: a window that lies in it would be probed at every line.
var everywhere = func() []string {
	list := []string{
		`\n","stream":"stderr","time":"20`, `\n","stream":"stdout","time":"20`, `z"}` + "\n" + `{"log":"20`,
		`{"log":"{\"level\":\"info\",\"time\":\"`, " stdout f ", " stderr f ", " http/1.1\" 200 ", " info [", " error [", " warning [", " debug [",
	}
	for hour := range 24 {
		list = append(list, fmt.Sprintf("t%02d:", hour), fmt.Sprintf(" %02d:", hour))
	}
	return list
}()

// envelopeGrams are the runs of five bytes in it.
var envelopeGrams = func() map[string]bool {
	set := map[string]bool{}
	for _, e := range everywhere {
		for i := 0; i+5 <= len(e); i++ {
			set[e[i:i+5]] = true
		}
	}
	return set
}()

// envelopeHints says by the hash of four bytes whether a run in envelopeGrams
// may begin with them: nearly none does, and a map is slow to ask.
var envelopeHints = func() (t [1 << FrequencyBits]bool) {
	for g := range envelopeGrams {
		t[FrequencyIndex(gramAt4(g))] = true
	}
	return t
}()

func gramAt4(l string) uint32 {
	return uint32(l[0]) | uint32(l[1])<<8 | uint32(l[2])<<16 | uint32(l[3])<<24
}

// everyLine is the frequency of what stands in each line.
const everyLine = 16 << 20 / 200

// window is how many bytes four neighbouring words need to choose their bits
// for certain.
const window = bitBytes + stride - 1

// rarestWindow returns the offset of the first of the four neighbouring words of
// a literal that occur least in logs like the sample, and how often they do in
// 16 MiB.
func (s *Sample) rarestWindow(l string) (at, cost int) {
	first, last := 0, len(l)-window
	if last < 0 { // a word may begin before the literal or reach beyond it
		first, last = -1, max(-1, len(l)-lineBytes-stride+1)
	}
	cost = 1 << 40
	var ring [stride]int
	sum := 0
	for k := first; k < last+stride; k++ {
		slot := &ring[(k+stride)%stride]
		sum -= *slot
		*slot = s.wordFrequency(l, k)
		sum += *slot
		if i := k - stride + 1; i >= first && sum < cost {
			at, cost = i, sum
		}
	}
	return at, cost
}

// rarestGram is the place of the three bytes of a short literal that occur least.
func rarestGram(l string) (at int) {
	least := 1 << 30
	for i := 0; i+shortGram <= len(l); i++ {
		n := 0
		for _, c := range []byte(l[i : i+shortGram]) {
			n += byteFrequency(c)
		}
		if n < least {
			at, least = i, n
		}
	}
	return at
}

// wordFrequency is how often the word at an offset passes the filter in 16 MiB.
func (s *Sample) wordFrequency(l string, at int) int {
	byChance := 0
	if at < 0 {
		at, byChance = 0, anyFirst
	}
	known := min(len(l), at+bitBytes)
	byChance += anyLast[at+bitBytes-known]
	if s != nil {
		return byChance + s.occurrences(l[at:known])
	}
	// Of seven bytes no more often than of the rarest four in them.
	least := 1 << 30
	for i := at; i+4 <= known; i++ {
		least = min(least, frequencyAt(l, i))
	}
	for i := at; i+5 <= known; i++ {
		if envelopeHints[FrequencyIndex(gramAt4(l[i:]))] && envelopeGrams[l[i:i+5]] {
			return byChance + least + everyLine
		}
	}
	return byChance + least
}

// What the bits of a word that is not all of the literal let pass by chance in
// 16 MiB: each bit of the filter is one probe in a million.
const anyFirst = 128 * 4

var anyLast = [...]int{0, 2 * 4, 64 * 4, 64 * 4}

// frequencyAt is the frequency of the four bytes at a place of a literal; where
// it ends before, of those it ends with.
func frequencyAt(l string, i int) int {
	return frequency(gramAt4(l[min(i, len(l)-4):]))
}

// Cost estimates what looking for a literal costs: how often its probes and
// what stands behind them are needed in 16 MiB of ordinary log.
func Cost(literal string) int { return (*Sample)(nil).Cost(literal) }

// Cost is the function Cost for logs like the sample; a nil one is ordinary
// logs. It is for choosing between literals of which either would do.
func (s *Sample) Cost(literal string) int {
	l := Lower(literal)
	if len(l) >= minLong {
		_, cost := s.rarestWindow(l)
		return cost/stride + 1 + 100*max(0, window-len(l))
	}
	if len(l) <= shortGram {
		return 2_000_000
	}
	least := everyLine
	for i := 0; i+4 <= len(l); i++ {
		least = min(least, frequencyAt(l, i))
	}
	return least + 200_000 // the short table reads more of the text
}
