// Package inspect reads what container engines write down about containers as
// JSON: docker inspect, podman inspect, a bare State or Health object
// (--format '{{json .State}}'), one such member cut out of a document
// (docker inspect web | grep -A 20 Health), and config.v2.json with
// hostconfig.json of /var/lib/docker/containers. Networks and volumes are read
// too.
//
// The fields are those of the Docker Engine API, ContainerInspectResponse;
// podman's differences stand beside them.
package inspect

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// Parser reads inspect documents.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "inspect" }

// marks are keys of which a document must hold one near its beginning.
var marks = [][]byte{
	[]byte(`"State"`), []byte(`"HostConfig"`), []byte(`"OOMKilled"`), []byte(`"GraphDriver"`), []byte(`"NetworkSettings"`),
	[]byte(`"IPAM"`), []byte(`"Mountpoint"`), []byte(`"RestartPolicy"`), []byte(`"CgroupParent"`), []byte(`"Config":{"Hostname"`),
	[]byte(`"FailingStreak"`),
}

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	text := bytes.TrimLeft(head, " \t\r\n\ufeff")
	if member(text) {
		return bytes.Contains(text, []byte(`"OOMKilled"`)) || bytes.Contains(text, []byte(`"FailingStreak"`))
	}
	if len(text) == 0 || text[0] != '{' && text[0] != '[' {
		return false
	}
	if bytes.HasPrefix(text, []byte(`{"log":`)) || bytes.HasPrefix(text, []byte(`{"status":`)) || bytes.HasPrefix(text, []byte(`{"Command":`)) {
		return false
	}
	if inner := bytes.TrimLeft(text[1:], " \t\r\n"); len(inner) == 0 || inner[0] != '{' && inner[0] != '"' && inner[0] != ']' {
		return false
	}
	if bytes.Contains(head, []byte(`"apiVersion"`)) {
		return false
	}
	for _, m := range marks {
		if bytes.Contains(head, m) {
			return true
		}
	}
	return false
}

// member reports whether text begins with a member of a container's object,
// not with the object: what grep -A leaves of a document.
func member(text []byte) bool {
	return bytes.HasPrefix(text, []byte(`"State": {`)) || bytes.HasPrefix(text, []byte(`"Health": {`))
}

// Parse implements parsers.Parser: one document, an array, an object or one
// member of an object.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	if head, ok := r.PeekLine(); ok && (len(head) == 0 || head[0] != '{' && head[0] != '[') {
		if p := template(r.Command); p != nil && p.lines(r, emit) {
			return nil
		}
	}
	doc, ok := r.ReadJSON()
	if !ok {
		return r.Err()
	}
	body := bytes.TrimPrefix(doc.Bytes, []byte("\ufeff"))
	shift := len(doc.Bytes) - len(body)
	if text := bytes.TrimLeft(body, " \t\r\n"); member(text) {
		shift += len(body) - len(text) - 1
		body = append([]byte("{"), bytes.TrimRight(text, " \t\r\n,")...)
		if doc.Complete {
			body = append(body, '}')
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	array := bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("["))
	if array {
		decoder.Token()
	}
	for !array || decoder.More() {
		at := skipToObject(body, int(decoder.InputOffset()))
		var raw json.RawMessage
		err := decoder.Decode(&raw)
		if errors.Is(err, io.EOF) {
			break
		}
		line := doc.LineOf(max(0, at+shift))
		if err != nil {
			raw = complete(body[min(at, len(body)):])
			r.Skip(section.Line{Number: line, Bytes: body[min(at, len(body)):]}, doc.LineOf(len(doc.Bytes))-line, int64(len(body)-at), "JSON ends inside an object or is damaged")
		}
		origin := fact.Origin{Stream: r.Stream, Line: line, Offset: doc.First.Offset + int64(max(0, at+shift))}
		object(r, raw, origin, emit)
		if err != nil || !array {
			break
		}
	}
	return nil
}

func skipToObject(b []byte, at int) int {
	for at < len(b) && (b[at] == ' ' || b[at] == '\n' || b[at] == '\r' || b[at] == '\t' || b[at] == ',' || b[at] == '[') {
		at++
	}
	return at
}

// complete closes what is open in a cut JSON text after its last whole member,
// so that most of a truncated object can be read.
func complete(b []byte) []byte {
	var stack []byte
	var best []byte // the text up to the last whole member, closed
	inString, escaped := false, false
	for i, c := range b {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped = c == '\\'
			inString = c != '"'
		case c == '"':
			inString = true
		case c == '{':
			stack = append(stack, '}')
		case c == '[':
			stack = append(stack, ']')
		case c == '}' || c == ']':
			if len(stack) == 0 {
				return best
			}
			stack = stack[:len(stack)-1]
		case c == ',' && len(stack) > 0 && stack[len(stack)-1] == '}':
			best = b[:i]
		}
		if len(stack) > 1000 {
			return nil
		}
	}
	if best == nil {
		return nil
	}
	return append(append([]byte(nil), best...), closers(best)...)
}

func closers(b []byte) []byte {
	var stack []byte
	inString, escaped := false, false
	for _, c := range b {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped = c == '\\'
			inString = c != '"'
		case c == '"':
			inString = true
		case c == '{':
			stack = append(stack, '}')
		case c == '[':
			stack = append(stack, ']')
		case (c == '}' || c == ']') && len(stack) > 0:
			stack = stack[:len(stack)-1]
		}
	}
	for i, j := 0, len(stack)-1; i < j; i, j = i+1, j-1 {
		stack[i], stack[j] = stack[j], stack[i]
	}
	return stack
}

// object emits the fact of one inspected object.
func object(r *section.Reader, raw []byte, origin fact.Origin, emit func(fact.Fact)) {
	var kind struct {
		State      json.RawMessage `json:"State"`
		Health     json.RawMessage `json:"Health"`
		Streak     *int            `json:"FailingStreak"`
		Status     string          `json:"Status"`
		Running    *bool           `json:"Running"`
		ID         string          `json:"Id"`
		ID2        string          `json:"ID"`
		Config     json.RawMessage `json:"Config"`
		IPAM       json.RawMessage `json:"IPAM"`
		Mountpoint *string         `json:"Mountpoint"`
		Restart    json.RawMessage `json:"RestartPolicy"`
		RootFS     json.RawMessage `json:"RootFS"`
		OOMKilled  *bool           `json:"OOMKilled"`
	}
	if json.Unmarshal(raw, &kind) != nil {
		return
	}
	switch {
	case kind.IPAM != nil:
		network(raw, origin, emit)
	case kind.Mountpoint != nil && kind.State == nil:
		volume(raw, origin, emit)
	case kind.RootFS != nil && kind.State == nil:
		image(raw, origin, emit)
	case len(kind.State) > 0 && kind.State[0] == '{':
		container(r, raw, origin, emit)
	case kind.Running != nil && kind.Status != "":
		// docker inspect --format '{{json .State}}'
		container(r, append(append([]byte(`{"State":`), raw...), '}'), origin, emit)
	case kind.OOMKilled != nil && kind.State == nil:
		// docker inspect … | jq '.[].State | {ExitCode, OOMKilled}'
		container(r, append(append([]byte(`{"State":`), raw...), '}'), origin, emit)
	case kind.Streak != nil && kind.Status != "":
		// docker inspect --format '{{json .State.Health}}'
		container(r, append(append([]byte(`{"State":{"Health":`), raw...), '}', '}'), origin, emit)
	case len(kind.Health) > 0 && kind.Health[0] == '{':
		container(r, append(append([]byte(`{"State":`), raw...), '}'), origin, emit)
	case kind.Restart != nil && kind.Config == nil:
		// hostconfig.json lies in the folder of its container.
		container(r, append(append([]byte(`{"HostConfig":`), raw...), '}'), origin, emit)
	}
}
