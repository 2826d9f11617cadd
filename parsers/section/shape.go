package section

// longWord is the length from which on a word with a digit is an identifier:
// of a request, a container, a pod.
const longWord = 8

// RoughBytes is how much of a text tells it from others in a flood.
const RoughBytes = 160

// AppendShape appends a text as it is but for numbers and identifiers: what a
// program prints again and again has one shape. Runs of digits become a 0, long
// words with a digit too.
func AppendShape(dst, text []byte) []byte {
	word, from, digits := len(dst), 0, false // where the word began, in the text too, and whether it has some
	for i, c := range text {
		switch class[c] {
		case 0:
			if digits && i-from >= longWord {
				dst = append(dst[:word], '0')
			}
			dst = append(dst, c)
			word, from, digits = len(dst), i+1, false
		case wordByte, wordByte | hexByte:
			dst = append(dst, c)
		default:
			if digits = true; len(dst) == word || dst[len(dst)-1] != '0' {
				dst = append(dst, '0')
			}
		}
	}
	if digits && len(text)-from >= longWord {
		dst = append(dst[:word], '0')
	}
	return dst
}

// AppendFamily appends a text without its identifiers: a word with a digit, or
// with nothing but what a hexadecimal number has, becomes a 0. Texts of one shape
// are of one family.
func AppendFamily(dst, text []byte) []byte {
	for len(text) > 0 {
		end, identifier := word(text)
		if identifier {
			dst = append(dst, '0')
		} else {
			dst = append(dst, text[:end]...)
		}
		text = text[end:]
	}
	return dst
}

// FirstWord is the length of the run of letters and digits, or of others, that
// a text begins with.
func FirstWord(text []byte) int {
	end, _ := word(text)
	return end
}

// word is the run of letters and digits, or of others, that a text begins with,
// and whether it is an identifier.
func word(text []byte) (end int, identifier bool) {
	hex, digit := true, false
	for end < len(text) {
		c := class[text[end]]
		if c == 0 {
			break
		}
		hex = hex && c&hexByte != 0
		digit = digit || c&digitByte != 0
		end++
	}
	if end > 0 {
		return end, hex || digit
	}
	for end < len(text) && class[text[end]] == 0 {
		end++
	}
	return end, false
}

const (
	wordByte = 1 << iota
	hexByte
	digitByte
)

// class tells letters, hexadecimal digits and digits from other bytes, which
// are 0.
var class = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= '0' && c <= '9':
			t[c] = wordByte | hexByte | digitByte
		case c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			t[c] = wordByte | hexByte
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= 0x80:
			t[c] = wordByte
		}
	}
	return t
}()
