package main

import "strings"

// A key is what somebody typed, as far as watch knows it.
type key string

// The keys. Digits are keys of their own.
const (
	keyUp     key = "up"
	keyDown   key = "down"
	keyOpen   key = "open"
	keyEscape key = "escape"
	keyErase  key = "erase"
	keyList   key = "list"
	keyHelp   key = "help"
	keyQuit   key = "quit"
)

// typed are the bytes of keys: of arrows what terminals send in their two modes
// (ECMA-48 CSI and DEC's SS3).
var typed = []struct {
	bytes string
	key   key
}{
	{"\x1b[A", keyUp}, {"\x1bOA", keyUp}, {"k", keyUp}, {"\x1b[B", keyDown}, {"\x1bOB", keyDown}, {"j", keyDown},
	{"\r", keyOpen}, {"\n", keyOpen}, {"\x7f", keyErase}, {"\b", keyErase}, {"l", keyList}, {"?", keyHelp}, {"h", keyHelp}, {"q", keyQuit},
}

// keysOf are the keys in what was read at once. Sequences that are not known are
// left out whole.
func keysOf(text string) (keys []key) {
next:
	for text != "" {
		for _, t := range typed {
			if rest, ok := strings.CutPrefix(text, t.bytes); ok {
				keys, text = append(keys, t.key), rest
				continue next
			}
		}
		switch {
		case text[0] >= '0' && text[0] <= '9':
			keys = append(keys, key(text[:1]))
		case text == "\x1b":
			keys = append(keys, keyEscape)
		case text[0] == '\x1b' && (text[1] == '[' || text[1] == 'O'):
			end := 2
			for end < len(text) && (text[end] < '@' || text[end] > '~') {
				end++
			}
			text = text[min(end, len(text)-1):]
		}
		text = text[1:]
	}
	return keys
}
