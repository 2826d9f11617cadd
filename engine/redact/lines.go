package redact

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"culprit/engine/lazyregexp"
)

// maxLine is how much of a line is redacted at once; the rest of a longer line
// is redacted on its own. It bounds the memory.
const maxLine = 1 << 20

// maxKeyLines ends a private key that never ends.
const maxKeyLines = 200

var keyLine = lazyregexp.New(`[A-Za-z0-9+/=]{8,}\s*$`)

// An option of a document that is written over several lines, and a string that
// follows one: "--requirepass", and on the next line "…".
var (
	optionLine = lazyregexp.New(`^\s*"(--?[\w-]+)",?\s*$`)
	stringLine = lazyregexp.New(`^(\s*")((?:[^"\\]|\\.)+)("\s*,?\s*)$`)
)

// Lines copies text line by line with its secrets hidden.
func (r *Redactor) Lines(w io.Writer, text io.Reader) error {
	return eachLine(w, text, r.Stream().Line)
}

// A Stream hides the secrets of lines that come one after the other. Private
// keys may span lines; what stands before the key's text in a line (a time) is
// kept.
type Stream struct {
	r      *Redactor
	key    int  // lines of a private key that may follow
	option bool // the line before is an option whose value is secret
}

// Stream begins a stream of lines.
func (r *Redactor) Stream() *Stream { return &Stream{r: r} }

// Line is the next line, without its end, fit to be written.
func (s *Stream) Line(line string) string {
	if s.key > 0 && !strings.Contains(line, "-----END") {
		s.key--
		line = keyLine.ReplaceAllStringFunc(line, func(key string) string { return s.r.token(key, false) })
		return s.r.Text(line)
	}
	s.key = 0
	if s.option {
		s.option = false
		if m := stringLine.FindStringSubmatch(line); m != nil && !harmless(m[2]) && !strings.HasPrefix(m[2], "-") {
			return m[1] + s.r.token(m[2], true) + m[3]
		}
	}
	if strings.Contains(line, `"-`) {
		m := optionLine.FindStringSubmatch(line)
		s.option = m != nil && SecretName(m[1])
	}
	if strings.Contains(line, "-----BEGIN") && strings.Contains(line, "PRIVATE KEY") && !strings.Contains(line, "-----END") {
		s.key = maxKeyLines
	}
	return s.r.Text(line)
}

// JSONLines copies documents that stand one on a line.
func (r *Redactor) JSONLines(w io.Writer, text io.Reader) error {
	return eachLine(w, text, r.JSONLine)
}

// JSONLine is a document on one line, fit to be written. A damaged one is
// redacted as text.
func (r *Redactor) JSONLine(line string) string {
	var b bytes.Buffer
	if r.JSON(&b, strings.NewReader(line), "") != nil {
		return r.Text(line)
	}
	return strings.TrimSuffix(b.String(), "\n")
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
