package containerlog

import (
	"bytes"
	"strings"
)

// A continuation knows which lines belong to the record that has begun.
type continuation uint8

const (
	single    continuation = iota // an ordinary line: only indented lines follow
	traceback                     // inside a Python traceback
	raised                        // behind the exception line of a traceback
	goPanic                       // a Go panic and its goroutines
	nodeError                     // Node prints the place and the source line before the error
	rust                          // a Rust panic: its message is on the next line
	pem                           // a key or certificate: one thing, so that it is redacted as one
)

var (
	tracebackHead  = []byte("Traceback (most recent call last)")
	exceptionGroup = []byte("  + Exception Group Traceback")
	quotes         = []byte(`"""`)
	chained        = [][]byte{[]byte("During handling of the above exception"), []byte("The above exception was the direct cause")}
	stackHeads     = [][]byte{
		[]byte("Caused by:"), []byte("Suppressed:"), []byte("... "), []byte("Stack trace:"), []byte("#0 "), []byte("Stacktrace:"),
		[]byte("note: run with `RUST_BACKTRACE"), []byte("stack backtrace:"), []byte("  thrown in"), []byte("--- End of inner exception"),
		[]byte("Original exception was:"), []byte("Error location:"),
	}
)

// begin is the state after the first line of a record.
func begin(text []byte) continuation {
	switch {
	case bytes.Contains(text, tracebackHead):
		return traceback
	case bytes.HasPrefix(text, []byte("panic: ")), bytes.HasPrefix(text, []byte("fatal error: ")), bytes.HasPrefix(text, []byte("SIGSEGV: segmentation violation")):
		return goPanic
	case bytes.HasPrefix(text, []byte("thread '")) && bytes.Contains(text, []byte("panicked at")):
		return rust
	case nodePlace(text):
		return nodeError
	case invalidFields(text):
		return raised
	case bytes.Contains(text, []byte("-----BEGIN ")) && !bytes.Contains(text, []byte("-----END ")):
		return pem
	}
	return single
}

// invalidFields reports whether a record is pydantic's list of the settings it
// can't accept: each field on a line of its own, what is wrong with it
// indented below.
func invalidFields(record []byte) bool { return bytes.Contains(record, []byte(" validation error")) }

// field reports whether a line is the path of a field: DATABASE_URL, db.hosts.0.
func field(text []byte) bool {
	for _, c := range text {
		if c <= ' ' || c == ':' || c == '/' || c == '"' {
			return false
		}
	}
	return len(text) <= 100
}

// continues reports whether text belongs to the record, and moves on.
func (j *joiner) continues(text []byte) bool {
	record := j.text
	indented := len(text) > 0 && (text[0] == ' ' || text[0] == '\t')
	bare := j.bare
	j.bare = false
	if startsTrace(text) {
		if j.state == single && calm(record) {
			return false // an uncaught exception after some other line, not logged with it
		}
		j.state = traceback
		return true
	}
	switch j.state {
	case single:
		return follows(record, text)
	case traceback:
		if !indented && len(text) > 0 && !hasAnyPrefix(text, chained) {
			if header(text, epoch).found {
				j.state = single // a new record broke in
				return false
			}
			j.state = raised
		}
		return true
	case raised:
		if len(text) == 0 || bytes.Equal(text, quotes) || indented {
			return true
		}
		if hasAnyPrefix(text, chained) {
			j.state = traceback
			return true
		}
		return invalidFields(record) && field(text)
	case goPanic:
		return len(text) == 0 || indented || hasAnyPrefix(text, goFrames) || goCall(text) && !header(text, epoch).found
	case nodeError:
		if bytes.HasPrefix(text, []byte("Node.js v")) {
			j.state = single
			return true
		}
		if len(text) == 0 || indented || caret(text) {
			return true
		}
		// The source line, and the error with its properties; no two such lines
		// follow each other.
		j.bare = true
		return !bare && !header(text, epoch).found
	case pem:
		if bytes.Contains(text, []byte("-----END ")) {
			j.state = single
			return true
		}
		return !blanks(text)
	case rust:
		j.state = single
		return !header(text, epoch).found
	}
	return false
}

// startsTrace reports whether a line is the head of a Python traceback.
func startsTrace(text []byte) bool {
	return bytes.HasPrefix(text, tracebackHead) || bytes.HasPrefix(text, exceptionGroup)
}

// follows reports whether a line belongs to an ordinary record before it: it is
// indented, or part of a stack trace.
func follows(record, text []byte) bool {
	if len(text) > 0 && (text[0] == ' ' || text[0] == '\t') {
		return !banner(record)
	}
	return hasAnyPrefix(text, stackHeads) || javaThrowable(text) && !bytes.ContainsRune(record, '\n') && header(record, epoch).found && !calm(record)
}

// ordinary reports whether a line has nothing that makes it part of a record
// by itself. Of three ordinary lines of one writer in a row, the third begins
// a record, whatever stood before: each state that continues ends at the
// second.
func ordinary(text []byte) bool {
	return len(text) > 0 && text[0] != ' ' && text[0] != '\t' && blanks(text) && begin(text) == single &&
		!hasAnyPrefix(text, chained) && !hasAnyPrefix(text, goFrames) && !hasAnyPrefix(text, stackHeads) &&
		!goCall(text) && !caret(text) && !javaThrowable(text)
}

// blanks reports whether a line has more than one word; fields and the lines
// of keys have not.
func blanks(text []byte) bool { return bytes.ContainsAny(text, " \t") }

// begins reports whether a line surely begins a record, whatever stood before.
func (p *parse) begins(text []byte) bool {
	return len(text) > 0 && text[0] != ' ' && text[0] != '\t' && blanks(text) && !bytes.HasPrefix(text, tracebackHead) &&
		!hasAnyPrefix(text, chained) && !hasAnyPrefix(text, goFrames) && !hasAnyPrefix(text, stackHeads) &&
		!bytes.HasPrefix(text, []byte("Node.js v")) && !caret(text) && !javaThrowable(text) && p.header(text).found
}

// header is the function header. Most records are one line, which is asked for
// before it is added and again when the record ends: the last one is kept.
func (p *parse) header(text []byte) head {
	if !bytes.Equal(text, p.headed) {
		p.headed = append(p.headed[:0], text...)
		p.head = header(p.headed, p.Reference)
	}
	return p.head
}

// calm reports whether a record is of a level at which nobody logs exceptions.
func calm(record []byte) bool {
	switch header(record, epoch).level {
	case "info", "debug", "trace":
		return true
	}
	return false
}

var goFrames = [][]byte{[]byte("goroutine "), []byte("main."), []byte("[signal "), []byte("created by "), []byte("runtime."), []byte("exit status"), []byte("panic: ")}

// goCall reports whether text is a frame of a goroutine: main.run(0xc000, {…}).
func goCall(text []byte) bool {
	open := bytes.IndexByte(text, '(')
	return open > 0 && text[len(text)-1] == ')' && bytes.IndexByte(text[:open], ' ') < 0 && bytes.IndexByte(text[:open], '.') > 0
}

// caret reports whether text only points at a place of the line above.
func caret(text []byte) bool { return len(text) > 0 && len(bytes.Trim(text, " ^~")) == 0 }

func hasAnyPrefix(text []byte, prefixes [][]byte) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(text, p) {
			return true
		}
	}
	return false
}

// banner: indented lines below a blank or drawn line are no stack trace.
func banner(record []byte) bool {
	trimmed := bytes.TrimLeft(record, " -*\t")
	return len(trimmed) == 0
}

// nodePlace reports whether text is a place such as /app/server.js:12 or
// node:internal/modules/cjs/loader:1080, which Node prints before an uncaught
// error.
func nodePlace(text []byte) bool {
	if len(text) > 300 || bytes.ContainsAny(text, " \t") || len(text) < 6 {
		return false
	}
	if text[0] != '/' && !bytes.HasPrefix(text, []byte("node:")) && !bytes.HasPrefix(text, []byte("file:")) {
		return false
	}
	colon := bytes.LastIndexByte(text, ':')
	for _, c := range text[colon+1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return colon+1 < len(text)
}

// javaThrowable reports whether text begins with a class name such as
// java.lang.IllegalStateException: the exception below a logged message.
func javaThrowable(text []byte) bool {
	end, dots := 0, 0
	for end < len(text) && text[end] != ':' && text[end] != ' ' {
		if text[end] == '.' {
			dots++
		}
		end++
	}
	name := text[:end]
	return dots >= 2 && (bytes.HasSuffix(name, []byte("Exception")) || bytes.HasSuffix(name, []byte("Error")))
}

// Unfinished reports whether a record surely goes on, as the head of a traceback
// without its exception does: more of it is being written.
func Unfinished(record string) bool {
	last := record[strings.LastIndexByte(record, '\n')+1:]
	switch {
	case strings.HasPrefix(record, "panic: "):
		return !strings.Contains(record, "goroutine ")
	case strings.Contains(record, string(tracebackHead)):
		return last == "" || last[0] == ' ' || last[0] == '\t' || strings.Contains(last, string(tracebackHead))
	}
	return false
}
