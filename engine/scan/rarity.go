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

var envelopeWindows = func() map[string]bool {
	set := map[string]bool{}
	for _, e := range everywhere {
		for i := 0; i+window <= len(e); i++ {
			set[e[i:i+window]] = true
		}
	}
	return set
}()

// everyLine is the frequency of what stands in each line.
const everyLine = 16 << 20 / 200

// window is how many bytes four neighbouring grams span.
const window = longGram + 3

// rarestWindow returns where the eight bytes of a literal begin that occur
// least in logs, and how often their grams do in 16 MiB. Shorter literals have
// but one window.
func rarestWindow(l string) (at, cost int) {
	cost = 1 << 40
	for i := 0; i == 0 || i+window <= len(l); i++ {
		sum := 0
		for k := i; k < i+4; k++ {
			// Of five bytes no more than of the rarer four in them.
			sum += min(frequencyAt(l, k), frequencyAt(l, k+1))
		}
		if sum < cost && i+window <= len(l) && envelopeWindows[l[i:i+window]] {
			sum += 4 * everyLine
		}
		if sum < cost {
			at, cost = i, sum
		}
	}
	return at, cost
}

// frequencyAt is the frequency of the four bytes at a place of a literal; where
// it ends before, of those it ends with.
func frequencyAt(l string, i int) int {
	i = min(i, len(l)-4)
	return frequency(uint32(l[i]) | uint32(l[i+1])<<8 | uint32(l[i+2])<<16 | uint32(l[i+3])<<24)
}

// Cost estimates what looking for a literal costs: how often its probes and
// what stands behind them are needed in 16 MiB of ordinary log. It is for
// choosing between literals of which either would do.
func Cost(literal string) int {
	l := Lower(literal)
	if len(l) >= minLong {
		_, cost := rarestWindow(l)
		return cost/4 + 1 + 100*max(0, window-len(l))
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
