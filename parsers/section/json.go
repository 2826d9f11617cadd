package section

// MaxDocument is the largest JSON or XML document read as a whole.
const MaxDocument = 64 << 20

// A Document is a JSON value that began at a line start.
type Document struct {
	Bytes    []byte
	First    Line // number and offset of its first line; Bytes is not kept
	Complete bool // false: the stream ended, or MaxDocument was reached, inside it
}

// ReadJSON consumes the lines of one JSON array or object, which the next line
// must begin, and stops after the line that closes it. Text on the closing
// line after the bracket stays in Bytes.
func (r *Reader) ReadJSON() (Document, bool) {
	var doc Document
	depth, inString, escaped, begun := 0, false, false, false
	for {
		line, ok := r.Next()
		if !ok {
			return doc, begun
		}
		if !begun {
			doc.First = Line{Number: line.Number, Offset: line.Offset}
		}
		for _, c := range line.Bytes {
			switch {
			case escaped:
				escaped = false
			case inString:
				escaped = c == '\\'
				inString = c != '"'
			case c == '"':
				inString = true
			case c == '{' || c == '[':
				depth++
				begun = true
			case c == '}' || c == ']':
				depth--
			}
		}
		doc.Bytes = append(append(doc.Bytes, line.Bytes...), '\n')
		if begun && depth <= 0 {
			doc.Complete = true
			return doc, true
		}
		if len(doc.Bytes) > MaxDocument {
			return doc, begun
		}
	}
}

// LineOf returns the 1-based stream line of a byte position in the document.
func (d *Document) LineOf(position int) int {
	n := d.First.Number
	for _, c := range d.Bytes[:min(position, len(d.Bytes))] {
		if c == '\n' {
			n++
		}
	}
	return n
}
