package main

import (
	"slices"
	"testing"
)

// TestKeysOf: keys in the bytes that terminals send; what is not known says
// nothing.
func TestKeysOf(t *testing.T) {
	for text, want := range map[string][]key{
		"\x1b[A\x1bOB": {keyUp, keyDown}, "12\r": {"1", "2", keyOpen}, "\x1b": {keyEscape}, "\x1b[5~q": {keyQuit}, "\x1b[1;5Aj": {keyDown},
		"xyz\x00\xff": nil, "\x1b[": nil, "\x1bx?": {keyHelp}, "\x7fl": {keyErase, keyList},
	} {
		if got := keysOf(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}
