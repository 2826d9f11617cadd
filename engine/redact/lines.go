package redact

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
)

// maxLine is how much of a line is redacted at once; the rest of a longer line
// is redacted on its own. It bounds the memory.
const maxLine = 1 << 20

// maxKeyLines ends a private key that never ends.
const maxKeyLines = 200

var (
	keyBegins = []byte("PRIVATE KEY")
	keyEnds   = []byte("-----END")
	keyLine   = regexp.MustCompile(`[A-Za-z0-9+/=]{8,}\s*$`)
)

// Lines copies text line by line with its secrets hidden. Private keys may span
// lines; what stands before the key's text in a line (a time) is kept.
func (r *Redactor) Lines(w io.Writer, text io.Reader) error {
	in := bufio.NewReaderSize(text, maxLine)
	out := bufio.NewWriterSize(w, 64<<10)
	key := 0 // lines of a private key that may follow
	for {
		line, err := in.ReadSlice('\n')
		if len(line) > 0 {
			body := bytes.TrimSuffix(line, []byte("\n"))
			switch {
			case key > 0 && !bytes.Contains(body, keyEnds):
				key--
				out.WriteString(r.Text(keyLine.ReplaceAllStringFunc(string(body), func(s string) string { return r.token(s, false) })))
			default:
				out.WriteString(r.Text(string(body)))
				key = 0
				if bytes.Contains(body, keyBegins) && bytes.Contains(body, []byte("-----BEGIN")) && !bytes.Contains(body, keyEnds) {
					key = maxKeyLines
				}
			}
			if len(body) < len(line) {
				out.WriteByte('\n')
			}
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return out.Flush()
		case err != nil:
			return errors.Join(err, out.Flush())
		}
	}
}
