// Package compose reads what should run: docker-compose.yml, compose.yaml and
// the output of docker compose config (YAML or JSON). The elements are those of
// the Compose specification, of versions 2 and 3 of the old formats too.
//
// Values of environment variables stay here; only names and the addresses in
// them, without credentials, become facts.
package compose

import (
	"bytes"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/yaml"
)

// Parser reads compose files.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "compose" }

var (
	// margin are the keys that may stand at the left margin.
	margin = lazyregexp.New(`^(?:#|---|(?:version|name|services|networks|volumes|secrets|configs|include|models|x-[\w.-]+): *)`)
	// services wants a service and a key of one below it.
	services = lazyregexp.New(`(?m)^services: *(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*( +)["']?[\w.-]+["']?: *(?:&[\w-]+ *)?(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)* +(?:` + serviceKeys + `|<<): *`)
	jsonHead = lazyregexp.New(`^\s*\{\s*"(?:name"\s*:\s*"[\w.-]*"\s*,\s*"services|services|networks|version)"\s*:`)
	jsonBody = lazyregexp.New(`"services"\s*:\s*\{\s*"[\w.-]+"\s*:\s*\{`)
)

const serviceKeys = `(?:image|build|command|container_name|depends_on|deploy|environment|env_file|healthcheck|restart|ports|volumes|networks|extends|labels|user|entrypoint|hostname|privileged|profiles|platform|expose|secrets|logging|stdin_open|tty|working_dir|network_mode|cap_add|gpus|runtime|mem_limit|annotations|init|ulimits)`

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	if isJSON(head) {
		return true
	}
	return margin.Match(head) && !bytes.HasPrefix(head, []byte("# ")) && services.Match(head) || bytes.HasPrefix(head, []byte("#")) && commented(head)
}

// commented reports whether only comments and empty lines stand above a
// compose file.
func commented(head []byte) bool {
	for len(head) > 0 {
		line, rest, _ := bytes.Cut(head, []byte("\n"))
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' {
			return margin.Match(line) && services.Match(head)
		}
		head = rest
	}
	return false
}

func isJSON(head []byte) bool {
	return jsonHead.Match(head[:min(len(head), 300)]) && jsonBody.Match(head)
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	var text []byte
	var first section.Line
	if isJSON(r.Head(section.HeadLength)) {
		doc, ok := r.ReadJSON()
		if !ok {
			return r.Err()
		}
		text, first = doc.Bytes, doc.First
	} else {
		text, first = lines(r)
	}
	root, err := yaml.Read(text)
	if err != nil {
		r.Skip(first, bytes.Count(text, []byte("\n")), int64(len(text)), "damaged YAML: "+err.Error())
		_, end := r.Position()
		if first.Offset == 0 && int64(len(text)) >= end-1 && len(r.Head(1)) == 0 {
			// The whole file, not a piece of a paste: compose can't read it either.
			emit(fact.Fact{Kind: "log.line", Origin: r.Origin(first), Text: err.Error(), Data: &fact.LogLine{Message: err.Error(), Level: "error", Logger: "compose", Lines: 1}})
		}
		return nil
	}
	file{reader: r, first: first, emit: emit}.read(root)
	return nil
}

// lines takes the lines of a compose file: those below a known key at the
// margin.
func lines(r *section.Reader) (text []byte, first section.Line) {
	include := false
	for {
		peek, ok := r.PeekLine()
		if !ok || len(text)+len(peek) > yaml.MaxDocument {
			return text, first
		}
		if trimmed := bytes.TrimSpace(peek); len(trimmed) > 0 && peek[0] != ' ' && peek[0] != '\t' && trimmed[0] != '}' && trimmed[0] != ']' {
			if !margin.Match(peek) && !(include && bytes.HasPrefix(peek, []byte("- "))) || text != nil && bytes.HasPrefix(peek, []byte("---")) {
				if text == nil {
					l, _ := r.Next()
					return append(text, '\n'), section.Line{Number: l.Number, Offset: l.Offset}
				}
				return text, first
			}
			include = include && trimmed[0] == '-' || bytes.HasPrefix(peek, []byte("include:"))
		}
		l, ok := r.Next()
		if !ok {
			return text, first
		}
		if text == nil {
			first = section.Line{Number: l.Number, Offset: l.Offset}
		}
		text = append(append(text, l.Bytes...), '\n')
	}
}
