package redact

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
)

// maxLine is how much of a line is redacted at once; the rest of a longer line
// is redacted on its own. It bounds the memory.
const maxLine = 1 << 20

// maxKeyLines ends a private key that never ends.
const maxKeyLines = 200

var keyLine = regexp.MustCompile(`[A-Za-z0-9+/=]{8,}\s*$`)

// Lines copies text line by line with its secrets hidden. Private keys may span
// lines; what stands before the key's text in a line (a time) is kept.
func (r *Redactor) Lines(w io.Writer, text io.Reader) error {
	key := 0 // lines of a private key that may follow
	return eachLine(w, text, func(line string) string {
		if key > 0 && !strings.Contains(line, "-----END") {
			key--
			line = keyLine.ReplaceAllStringFunc(line, func(s string) string { return r.token(s, false) })
			return r.Text(line)
		}
		key = 0
		if strings.Contains(line, "-----BEGIN") && strings.Contains(line, "PRIVATE KEY") && !strings.Contains(line, "-----END") {
			key = maxKeyLines
		}
		return r.Text(line)
	})
}

// JSONLines copies documents that stand one on a line. A damaged one is
// redacted as text.
func (r *Redactor) JSONLines(w io.Writer, text io.Reader) error {
	return eachLine(w, text, func(line string) string {
		var b bytes.Buffer
		if r.JSON(&b, strings.NewReader(line), "") != nil {
			return r.Text(line)
		}
		return strings.TrimSuffix(b.String(), "\n")
	})
}

// eachLine copies text with its lines replaced.
func eachLine(w io.Writer, text io.Reader, replace func(string) string) error {
	in := bufio.NewReaderSize(text, maxLine)
	out := bufio.NewWriterSize(w, 64<<10)
	for {
		line, err := in.ReadSlice('\n')
		if body := bytes.TrimSuffix(line, []byte("\n")); len(line) > 0 {
			out.WriteString(replace(string(body)))
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
