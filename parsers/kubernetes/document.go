package kubernetes

import (
	"bytes"
	"encoding/json"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/yaml"
)

var (
	jsonHead = lazyregexp.New(`^\s*\{\s*"(?:apiVersion"\s*:\s*"[\w./-]{1,60}"|kind"\s*:\s*"(?:\w*List|Pod|Node|Event)")\s*,`)
	yamlHead = lazyregexp.New(`^(?:apiVersion: \S|kind: (?:List|Pod|Node|Event|\w+List)\b|---\s*$)`)
	yamlBody = lazyregexp.New(`(?m)^(?:kind: [A-Z]\w+\s*$|items:|apiVersion: )`)
	yamlKey  = lazyregexp.New(`^(?:[A-Za-z][\w.-]{0,60}:(?:\s|$)|#|---\s*$|- )`)
)

func isJSON(head []byte) bool { return jsonHead.Match(head[:min(len(head), 300)]) }

func isYAML(line, rest []byte) bool {
	if !yamlHead.Match(line) {
		return false
	}
	if line[0] == '-' { // a document marker needs both
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		return yamlHead.Match(line) && line[0] != '-' && yamlBody.Match(rest)
	}
	return yamlBody.Match(rest)
}

// json reads one document: an object, or a List whose items are read one by
// one, so that damage to one leaves the others.
func (o output) json() error {
	doc, ok := o.ReadJSON()
	if !ok {
		return o.Err()
	}
	decoder := json.NewDecoder(bytes.NewReader(doc.Bytes))
	for depth := 0; ; {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		switch t := token.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				depth++
			} else {
				depth--
			}
		case string:
			if depth == 1 && t == "items" {
				return o.items(&doc, decoder)
			}
		}
	}
	if !json.Valid(doc.Bytes) {
		o.Skip(doc.First, 1, int64(len(doc.Bytes)), "damaged JSON")
	}
	o.object(doc.Bytes, o.finder(&doc, doc.Bytes, 0))
	return nil
}

func (o output) items(doc *section.Document, decoder *json.Decoder) error {
	if token, err := decoder.Token(); err != nil || token != json.Delim('[') {
		return nil
	}
	for decoder.More() {
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			at := int(decoder.InputOffset())
			o.Skip(section.Line{Number: doc.LineOf(at)}, 1, int64(len(doc.Bytes)-at), "JSON ends inside an object or is damaged")
			break
		}
		o.object(raw, o.finder(doc, raw, int(decoder.InputOffset())-len(raw)))
	}
	return nil
}

// finder returns the origin of a word, written as a JSON string, in raw, which
// begins at offset start of the document.
func (o output) finder(doc *section.Document, raw []byte, start int) func(string) fact.Origin {
	return func(word string) fact.Origin {
		at := start
		if i := bytes.Index(raw, []byte(`"`+word+`"`)); word != "" && i >= 0 {
			at += i
		}
		return fact.Origin{Stream: o.Stream, Line: doc.LineOf(at), Offset: doc.First.Offset + int64(at)}
	}
}

// yaml reads documents of -o yaml. The items of a List stand at the left
// margin, so that each is read alone and memory is bounded by the largest.
func (o output) yaml() error {
	var text []byte
	var first section.Line
	inItems, lost := false, false
	flush := func() {
		if lost {
			o.Skip(first, 1, int64(len(text)), "YAML document beyond the limit")
		} else if len(bytes.TrimSpace(text)) > 0 {
			o.yamlObject(text, first)
		}
		text, lost = text[:0], false
	}
	for {
		peek, ok := o.PeekLine()
		if !ok || len(peek) > 0 && peek[0] != ' ' && peek[0] != '\t' && !yamlKey.Match(peek) {
			break
		}
		l, ok := o.Next()
		if !ok {
			break
		}
		line := l.Bytes
		switch {
		case bytes.HasPrefix(line, []byte("---")):
			flush()
			inItems = false
			continue
		case bytes.HasPrefix(line, []byte("items:")):
			flush()
			inItems = true
			continue
		case inItems && bytes.HasPrefix(line, []byte("- ")):
			flush()
			line = append([]byte("  "), line[2:]...)
		case inItems && len(line) > 0 && line[0] != ' ':
			flush() // kind: List at the end
			inItems = false
		}
		if len(text) == 0 {
			first = section.Line{Number: l.Number, Offset: l.Offset}
		}
		if len(text)+len(line) > yaml.MaxDocument {
			lost = true
			continue
		}
		text = append(append(text, line...), '\n')
	}
	flush()
	return nil
}

func (o output) yamlObject(text []byte, first section.Line) {
	node, err := yaml.Read(text)
	var raw []byte
	if err == nil && node != nil {
		raw, err = yaml.JSON(node)
	}
	if err != nil {
		o.Skip(first, bytes.Count(text, []byte("\n")), int64(len(text)), "damaged YAML: "+err.Error())
		return
	}
	if raw == nil {
		return
	}
	o.object(raw, func(word string) fact.Origin {
		at := 0
		if i := bytes.Index(text, []byte(": "+word+"\n")); word != "" && i >= 0 {
			at = i
		}
		return fact.Origin{Stream: o.Stream, Line: first.Number + bytes.Count(text[:at], []byte("\n")), Offset: first.Offset + int64(at)}
	})
}
