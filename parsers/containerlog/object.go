package containerlog

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A member is one of a JSON object: its value is kept as it was written.
type member struct {
	key string
	raw []byte
}

// An object is the members of a JSON object by their keys.
type object []member

// objectOf reads the object that a text begins with; none when it is no JSON. It
// is read by hand, twenty times as fast as by encoding/json, which is asked where
// that is not sure of it.
func objectOf(text []byte) object {
	o, n := members(text, 0)
	if n == 0 {
		var plain map[string]json.RawMessage
		if json.NewDecoder(bytes.NewReader(text)).Decode(&plain) != nil {
			return nil
		}
		for _, key := range slices.Sorted(maps.Keys(plain)) {
			o = append(o, member{key, plain[key]})
		}
		return o
	}
	slices.SortStableFunc(o, func(a, b member) int { return strings.Compare(a.key, b.key) })
	kept := o[:0]
	for i, m := range o {
		if i+1 == len(o) || o[i+1].key != m.key { // of two with one key the last counts
			kept = append(kept, m)
		}
	}
	return kept
}

// get returns the value of a key; nil when there is none.
func (o object) get(key string) []byte {
	i, ok := slices.BinarySearchFunc(o, key, func(m member, key string) int { return strings.Compare(m.key, key) })
	if !ok {
		return nil
	}
	return o[i].raw
}

// stringOf is the text of a value; ok is false when it is neither a string nor
// null, which is empty.
func stringOf(raw []byte) (text string, ok bool) {
	switch {
	case len(raw) == 0:
		return "", false
	case raw[0] == '"':
		if inside := raw[1 : len(raw)-1]; plainASCII(inside) {
			return string(inside), true
		}
		return text, json.Unmarshal(raw, &text) == nil
	}
	return "", string(raw) == "null"
}

// plainASCII reports whether a string has nothing that JSON writes in another
// way than it is.
func plainASCII(text []byte) bool {
	for _, c := range text {
		if c == '\\' || c < ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}

// maxNesting is how deep values are looked into by hand.
const maxNesting = 16

// members reads the object that text begins with and returns how long it is; 0
// when it is none, or encoding/json must tell.
func members(text []byte, depth int) (o object, n int) {
	if len(text) == 0 || text[0] != '{' || depth > maxNesting {
		return nil, 0
	}
	at := 1 + blank(text[1:])
	if at < len(text) && text[at] == '}' {
		return object{}, at + 1
	}
	for at < len(text) {
		k := stringLength(text[at:])
		if k == 0 {
			return nil, 0
		}
		key, ok := stringOf(text[at : at+k])
		at += k
		at += blank(text[at:])
		if !ok || at >= len(text) || text[at] != ':' {
			return nil, 0
		}
		at += 1 + blank(text[at+1:])
		v := valueLength(text[at:], depth)
		if v == 0 {
			return nil, 0
		}
		o = append(o, member{key, text[at : at+v]})
		at += v
		at += blank(text[at:])
		if at >= len(text) {
			return nil, 0
		}
		switch text[at] {
		case '}':
			return o, at + 1
		case ',':
			at += 1 + blank(text[at+1:])
		default:
			return nil, 0
		}
	}
	return nil, 0
}

func blank(text []byte) (n int) {
	for n < len(text) && (text[n] == ' ' || text[n] == '\t' || text[n] == '\n' || text[n] == '\r') {
		n++
	}
	return n
}

// stringLength is the length of the string that text begins with, with its
// quotes; 0 for none.
func stringLength(text []byte) int {
	if len(text) == 0 || text[0] != '"' {
		return 0
	}
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return i + 1
		case c < ' ':
			return 0
		case c == '\\':
			i++
			if i < len(text) && text[i] == 'u' {
				if i+4 >= len(text) || !hexadecimal(text[i+1:i+5]) {
					return 0
				}
				i += 4
			} else if i >= len(text) || bytes.IndexByte([]byte(`"\/bfnrt`), text[i]) < 0 {
				return 0
			}
		}
	}
	return 0
}

func hexadecimal(text []byte) bool {
	for _, c := range text {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return false
		}
	}
	return true
}

// valueLength is the length of the value that text begins with; 0 for none.
func valueLength(text []byte, depth int) int {
	if len(text) == 0 {
		return 0
	}
	switch c := text[0]; c {
	case '"':
		return stringLength(text)
	case '{':
		_, n := members(text, depth+1)
		return n
	case '[':
		return listLength(text, depth+1)
	case 't', 'f', 'n':
		for _, word := range []string{"true", "false", "null"} {
			if len(text) >= len(word) && string(text[:len(word)]) == word {
				return len(word)
			}
		}
		return 0
	}
	return numberLength(text)
}

func listLength(text []byte, depth int) int {
	at := 1 + blank(text[1:])
	if at < len(text) && text[at] == ']' {
		return at + 1
	}
	for depth <= maxNesting && at < len(text) {
		v := valueLength(text[at:], depth)
		if v == 0 {
			return 0
		}
		at += v
		at += blank(text[at:])
		if at < len(text) && text[at] == ']' {
			return at + 1
		}
		if at >= len(text) || text[at] != ',' {
			return 0
		}
		at += 1 + blank(text[at+1:])
	}
	return 0
}

// numberLength is the length of a number as RFC 8259 writes it; 0 for none.
func numberLength(text []byte) int {
	at := 0
	digits := func() bool {
		from := at
		for at < len(text) && text[at] >= '0' && text[at] <= '9' {
			at++
		}
		return at > from
	}
	next := func(c byte) bool { return at < len(text) && text[at] == c }
	if next('-') {
		at++
	}
	if next('0') {
		at++
	} else if !digits() {
		return 0
	}
	if next('.') {
		if at++; !digits() {
			return 0
		}
	}
	if next('e') || next('E') {
		if at++; next('+') || next('-') {
			at++
		}
		if !digits() {
			return 0
		}
	}
	return at
}
