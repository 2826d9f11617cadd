package dockerps

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

var (
	namesKey = lazyregexp.New(`"(?:Names|Service)"\s*:`)
	stateKey = lazyregexp.New(`"(?:Status"\s*:|State"\s*:\s*")`)
)

// isJSON recognises a line or document of docker ps --format json, compose ps,
// podman ps and the API's /containers/json. A container's inspect has no Names.
func isJSON(head []byte) bool {
	text := bytes.TrimLeft(head, " \t\r\n")
	if len(text) < 3 || text[0] != '{' && text[0] != '[' {
		return false
	}
	if text[0] == '{' {
		text, _, _ = bytes.Cut(text, []byte("\n"))
	} else if inner := bytes.TrimLeft(text[1:], " \t\r\n"); len(inner) == 0 || inner[0] != '{' {
		return false
	}
	return stateKey.Match(text) && namesKey.Match(text) && !bytes.Contains(text, []byte(`"Actor"`))
}

// parseJSON reads an object a line, or an array.
func parseJSON(r *section.Reader, emit func(fact.Fact)) error {
	for isJSON(r.Head(section.HeadLength)) {
		doc, ok := r.ReadJSON()
		if !ok {
			return r.Err()
		}
		decoder := json.NewDecoder(bytes.NewReader(doc.Bytes))
		array := bytes.HasPrefix(bytes.TrimLeft(doc.Bytes, " \t\r\n"), []byte("["))
		if array {
			decoder.Token()
		}
		for first := true; first || array && decoder.More(); first = false {
			var row map[string]any
			if err := decoder.Decode(&row); err != nil {
				at := int(decoder.InputOffset())
				r.Skip(section.Line{Number: doc.LineOf(at)}, 1, int64(len(doc.Bytes)-at), "damaged JSON")
				break
			}
			d := jsonRow(row)
			if d.Name == "" && d.ID == "" {
				continue
			}
			at := max(0, bytes.Index(doc.Bytes, []byte(firstOf(d.ID, d.Name))))
			origin := fact.Origin{Stream: r.Stream, Line: doc.LineOf(at), Offset: doc.First.Offset + int64(at)}
			emit(fact.Fact{
				Kind: "container.summary", Origin: origin, Text: strings.TrimSpace(d.Name + " " + firstOf(d.Status, d.State)), Data: d,
				Subject: fact.Subject{Kind: fact.Container, ID: d.ID, Name: d.Name, Service: d.Service, Project: d.Project},
			})
		}
	}
	return nil
}

// text is a member as text; of a list its first.
func text(row map[string]any, keys ...string) string {
	for _, key := range keys {
		switch v := row[key].(type) {
		case string:
			if v != "" {
				return v
			}
		case []any:
			if len(v) > 0 {
				if s, ok := v[0].(string); ok && s != "" {
					return s
				}
			}
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return ""
}

func jsonRow(row map[string]any) *fact.ContainerSummary {
	d := newSummary()
	d.ID, d.Image, d.Command = text(row, "ID", "Id"), text(row, "Image"), strings.Trim(text(row, "Command"), `"`)
	d.Service, d.Project, d.Ports = text(row, "Service"), text(row, "Project"), text(row, "Ports")
	d.CreatedSeconds = age(text(row, "RunningFor", "CreatedAt"))
	name, _, _ := strings.Cut(text(row, "Names", "Name"), ",")
	d.Name = strings.TrimPrefix(name, "/")
	setStatus(d, text(row, "Status", "State"))
	if s := strings.ToLower(text(row, "State")); s != "" {
		d.State = s
	}
	if h := text(row, "Health"); h != "" {
		d.Health = h
	}
	if code, err := strconv.Atoi(text(row, "ExitCode")); err == nil && d.ExitCode == 0 {
		d.ExitCode = code
	}
	setLabels(d, row["Labels"])
	return d
}

// setLabels takes service and project from labels: a text of docker's, a map
// of podman's and the API's.
func setLabels(d *fact.ContainerSummary, labels any) {
	var pairs []string
	switch v := labels.(type) {
	case string:
		pairs = strings.Split(v, ",")
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if s, ok := v[k].(string); ok {
				pairs = append(pairs, k+"="+s)
			}
		}
	}
	for _, pair := range pairs {
		switch k, v, _ := strings.Cut(pair, "="); k {
		case "com.docker.compose.service", "io.podman.compose.service":
			d.Service = v
		case "com.docker.compose.project", "io.podman.compose.project":
			d.Project = v
		}
	}
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
