// Package dockerps reads lists of containers: docker ps, docker compose ps
// (v1 and v2), podman ps and nerdctl ps as tables, and their JSON lines.
//
//	CONTAINER ID   IMAGE     COMMAND   CREATED          STATUS                       PORTS   NAMES
//	2f292c3a4d29   redis:7   "redis"   25 seconds ago   Exited (137) 3 seconds ago           cache
//
// Columns are cut where the header's words begin, so that empty ones and a
// custom --format are read right.
package dockerps

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// Parser reads container lists.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "dockerps" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r ")
	if isJSON(line) {
		return true
	}
	if isHeader(string(line)) {
		return true
	}
	// compose v1: a header, then a line of dashes.
	return bytes.Contains(line, []byte("Name")) && bytes.Contains(line, []byte("State")) && bytes.HasPrefix(bytes.TrimSpace(rest), []byte("-----"))
}

func isJSON(line []byte) bool {
	return len(line) > 2 && (line[0] == '{' || bytes.HasPrefix(line, []byte("[{"))) &&
		(bytes.Contains(line, []byte(`"Status":`)) || bytes.Contains(line, []byte(`"State":"`))) &&
		(bytes.Contains(line, []byte(`"Names":`)) || bytes.Contains(line, []byte(`"Service":`))) && !bytes.Contains(line, []byte(`"Actor"`))
}

var columnNames = map[string]string{
	"CONTAINER ID": "id", "IMAGE": "image", "COMMAND": "command", "CREATED": "created", "CREATED AT": "createdat", "STATUS": "status", "PORTS": "ports",
	"NAMES": "name", "NAME": "name", "SERVICE": "service", "STATE": "status", "ID": "id", "SIZE": "size", "RUNNING FOR": "created", "LABELS": "labels",
	"NETWORKS": "networks", "MOUNTS": "mounts", "LOCAL VOLUMES": "volumes", "POD ID": "pod", "CONTAINER": "id", "ATTEMPT": "attempt", "POD": "podname",
}

// isHeader wants a name or id and a status among capitals only.
func isHeader(line string) bool {
	if line == "" || strings.ToUpper(line) != line || len(line) > 400 {
		return false
	}
	found := map[string]bool{}
	for _, c := range cut(line) {
		key, ok := columnNames[c.title]
		if !ok {
			return false
		}
		found[key] = true
	}
	return (found["name"] || found["id"]) && found["status"] && len(found) >= 2 && !strings.Contains(line, "READY")
}

// A column is a header word and where it begins.
type column struct {
	title string
	start int
}

var words = regexp.MustCompile(`\S+(?: \S+)*`)

func cut(header string) []column {
	var columns []column
	for _, at := range words.FindAllStringIndex(header, -1) {
		columns = append(columns, column{header[at[0]:at[1]], at[0]})
	}
	return columns
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	l, ok := r.Next()
	if !ok {
		return nil
	}
	if isJSON(l.Bytes) {
		return parseJSON(r, l, emit)
	}
	header := strings.TrimRight(string(l.Bytes), " \r")
	if !isHeader(header) {
		return parseV1(r, emit)
	}
	columns := cut(header)
	for {
		peek, ok := r.PeekLine()
		text := strings.TrimRight(string(peek), " \r")
		if !ok || text == "" || isHeader(text) {
			return nil
		}
		if !fits(text, columns) {
			return nil
		}
		l, _ = r.Next()
		d := row([]rune(text), columns)
		if d == nil {
			r.Skip(l, 1, int64(len(l.Bytes)), "row without a name")
			continue
		}
		emit(summary(r, l, d))
	}
}

// fits tells a row of the table from the next text: a blank stands before each
// column that the row reaches.
func fits(row string, columns []column) bool {
	runes := []rune(row)
	reached := 0
	for _, c := range columns[1:] {
		if c.start < len(runes) {
			reached++
			if runes[c.start-1] != ' ' {
				return false
			}
		}
	}
	return reached > 0 && runes[0] != ' '
}

// parseV1 reads docker-compose ps of v1: a centred header, a line of dashes,
// then name, command, state and ports some blanks apart.
func parseV1(r *section.Reader, emit func(fact.Fact)) error {
	for {
		peek, ok := r.PeekLine()
		text := strings.TrimSpace(string(peek))
		cells := gaps.Split(text, -1)
		dashes := strings.HasPrefix(text, "-----")
		if !ok || text == "" || !dashes && len(cells) < 3 {
			return nil
		}
		l, _ := r.Next()
		if dashes {
			continue
		}
		d := &fact.ContainerSummary{UptimeSeconds: -1, CreatedSeconds: -1, Name: cells[0], Command: cells[1]}
		setStatus(d, cells[2])
		if len(cells) > 3 {
			d.Ports = cells[3]
		}
		emit(summary(r, l, d))
	}
}

var gaps = regexp.MustCompile(`\s{3,}`)

func row(text []rune, columns []column) *fact.ContainerSummary {
	d := &fact.ContainerSummary{UptimeSeconds: -1, CreatedSeconds: -1}
	for i, c := range columns {
		if c.start >= len(text) {
			break
		}
		end := len(text)
		if i+1 < len(columns) {
			end = min(end, columns[i+1].start)
		}
		value := strings.TrimSpace(string(text[c.start:end]))
		set(d, columnNames[c.title], value)
	}
	if d.Name == "" && d.ID == "" {
		return nil
	}
	return d
}

func set(d *fact.ContainerSummary, key, value string) {
	switch key {
	case "id":
		d.ID = value
	case "name":
		d.Name, _, _ = strings.Cut(value, ",")
	case "image":
		d.Image = value
	case "command":
		d.Command = strings.Trim(value, `"`)
	case "service":
		d.Service = value
	case "ports":
		d.Ports = value
	case "created":
		d.CreatedSeconds = age(value)
	case "status":
		setStatus(d, value)
	}
}

func summary(r *section.Reader, l section.Line, d *fact.ContainerSummary) fact.Fact {
	return fact.Fact{
		Kind: "container.summary", Origin: r.Origin(l), Text: strings.TrimSpace(string(l.Bytes[:min(len(l.Bytes), fact.MaxText)])), Data: d,
		Subject: fact.Subject{Kind: fact.Container, ID: d.ID, Name: d.Name, Service: d.Service, Project: d.Project},
	}
}

var (
	exited  = regexp.MustCompile(`(?i)\bexit(?:ed)? \(?(\d+)\)?`)
	restart = regexp.MustCompile(`(?i)^restarting(?: \((\d+)\))?`)
	health  = regexp.MustCompile(`\((healthy|unhealthy|health: starting)\)`)
)

// setStatus takes a status apart: Up 5 minutes (healthy), Exited (137) 3
// seconds ago, Restarting (1) Less than a second ago, Created, Dead; compose v1
// writes Exit 137 and Up.
func setStatus(d *fact.ContainerSummary, status string) {
	if d.Status != "" && !strings.Contains(status, " ") {
		return // STATE beside STATUS
	}
	d.Status = status
	lower := strings.ToLower(status)
	switch {
	case strings.HasPrefix(lower, "up") || strings.HasPrefix(lower, "running"):
		d.State = "running"
		if strings.Contains(lower, "(paused)") {
			d.State = "paused"
		}
	case strings.HasPrefix(lower, "exit"):
		d.State = "exited"
	case restart.MatchString(status):
		d.State = "restarting"
	case lower != "":
		d.State, _, _ = strings.Cut(lower, " ")
	}
	for _, m := range [][]string{exited.FindStringSubmatch(status), restart.FindStringSubmatch(status)} {
		if len(m) > 1 && m[1] != "" {
			d.ExitCode, _ = strconv.Atoi(m[1])
		}
	}
	if m := health.FindStringSubmatch(status); m != nil {
		d.Health = strings.TrimPrefix(m[1], "health: ")
	}
	d.UptimeSeconds = age(status)
}

var ages = regexp.MustCompile(`(?i)(less than a|about an?|an?|\d+) (second|minute|hour|day|week|month|year)s?`)

// age reads "25 seconds ago", "About an hour", "Less than a second".
func age(text string) int64 {
	m := ages.FindStringSubmatch(text)
	if m == nil {
		return -1
	}
	n := int64(1)
	if v, err := strconv.ParseInt(m[1], 10, 64); err == nil {
		n = v
	} else if strings.HasPrefix(strings.ToLower(m[1]), "less") {
		n = 0
	}
	return n * map[string]int64{"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000, "year": 31536000}[strings.ToLower(m[2])]
}

// parseJSON reads --format json: an object a line, or an array.
func parseJSON(r *section.Reader, l section.Line, emit func(fact.Fact)) error {
	for {
		var rows []map[string]any
		var one map[string]any
		if json.Unmarshal(l.Bytes, &one) == nil {
			rows = append(rows, one)
		} else if json.Unmarshal(l.Bytes, &rows) != nil {
			r.Skip(l, 1, int64(len(l.Bytes)), "damaged JSON")
		}
		for _, m := range rows {
			text := func(key string) string {
				switch v := m[key].(type) {
				case string:
					return v
				case []any:
					if len(v) > 0 {
						s, _ := v[0].(string)
						return s
					}
				case float64:
					return strconv.FormatFloat(v, 'f', -1, 64)
				}
				return ""
			}
			d := &fact.ContainerSummary{ID: text("ID"), Image: text("Image"), Command: strings.Trim(text("Command"), `"`), Service: text("Service"), Project: text("Project"), Ports: text("Ports"), UptimeSeconds: -1, CreatedSeconds: age(text("RunningFor"))}
			if d.ID == "" {
				d.ID = text("Id")
			}
			d.Name, _, _ = strings.Cut(firstOf(text("Names"), text("Name")), ",")
			setStatus(d, firstOf(text("Status"), text("State")))
			if s := strings.ToLower(text("State")); s != "" {
				d.State = s
			}
			if h := text("Health"); h != "" {
				d.Health = h
			}
			if code, err := strconv.Atoi(text("ExitCode")); err == nil && d.ExitCode == 0 {
				d.ExitCode = code
			}
			for _, label := range strings.Split(text("Labels"), ",") {
				k, v, _ := strings.Cut(label, "=")
				switch k {
				case "com.docker.compose.service":
					d.Service = v
				case "com.docker.compose.project":
					d.Project = v
				}
			}
			f := summary(r, l, d)
			f.Text = strings.TrimSpace(d.Name + " " + firstOf(d.Status, d.State))
			emit(f)
		}
		peek, ok := r.PeekLine()
		if !ok || !isJSON(peek) {
			return nil
		}
		if l, ok = r.Next(); !ok {
			return nil
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
