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
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/size"
	"culprit/parsers/table"
)

// Parser reads container lists.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "dockerps" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	first, rest, _ := bytes.Cut(head, []byte("\n"))
	line := section.Text(first)
	if isJSON(head) || isHeader(line) || bare.MatchString(line) {
		return true
	}
	// compose v1: a header, then a line of dashes.
	return strings.Contains(line, "Name") && strings.Contains(line, "State") && bytes.HasPrefix(bytes.TrimSpace(rest), []byte("-----"))
}

var columnNames = map[string]string{
	"CONTAINER ID": "id", "IMAGE": "image", "COMMAND": "command", "CREATED": "created", "CREATED AT": "createdat", "STATUS": "status", "PORTS": "ports",
	"NAMES": "name", "NAME": "name", "SERVICE": "service", "STATE": "state", "ID": "id", "SIZE": "size", "RUNNING FOR": "created", "LABELS": "labels",
	"NETWORKS": "networks", "MOUNTS": "mounts", "LOCAL VOLUMES": "volumes", "POD ID": "pod", "CONTAINER": "id", "ATTEMPT": "attempt", "POD": "podname",
	"PODNAME": "podname", "PROJECT": "project", "HEALTH": "health", "EXIT CODE": "exit", "NAMESPACE": "namespace", "PLATFORM": "platform", "RUNTIME": "runtime", "RESTARTS": "restarts",
}

// isHeader wants a name or id and a status among capitals only.
func isHeader(line string) bool {
	if line == "" || strings.ToUpper(line) != line || len(line) > 400 {
		return false
	}
	found := map[string]bool{}
	for _, c := range table.Header(line) {
		key, ok := columnNames[c.Title]
		if !ok {
			return false
		}
		found[key] = true
	}
	return (found["name"] || found["id"]) && (found["status"] || found["state"])
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	if isJSON(r.Head(section.HeadLength)) {
		return parseJSON(r, emit)
	}
	l, ok := r.Next()
	if !ok {
		return nil
	}
	header := section.Text(l.Bytes)
	switch {
	case isHeader(header):
		return parseTable(r, header, emit)
	case bare.MatchString(header):
		return parseBare(r, l, emit)
	}
	return parseV1(r, emit)
}

func parseTable(r *section.Reader, header string, emit func(fact.Fact)) error {
	columns := table.Header(header)
	for {
		text, ok := r.PeekText()
		cells := columns.Cells(text)
		if !ok || cells == nil || isHeader(text) {
			return nil
		}
		l, _ := r.Next()
		d := newSummary()
		for i, c := range columns {
			set(d, columnNames[c.Title], cells[i])
		}
		if d.Name == "" && d.ID == "" {
			r.Skip(l, 1, int64(len(l.Bytes)), "row without a name")
			continue
		}
		emit(summary(r, l, d))
	}
}

// A bare row is one of --format '{{.Names}}\t{{.Status}}' and the like: a name
// or id, maybe an image, and a status, in any of the separators people use.
var bare = lazyregexp.New(`^([\w.-]{2,128})(?:\t+| {2,}| ?[:|,;] ?| (?:- )?)((?:[\w./:@-]+(?:\t+| {2,}| ?[|,;] ?))?)(Up (?:\d+|About an?|Less than a) (?:second|minute|hour|day|week|month)s?\b.*|Exited \(\d+\) (?:\d+|About an?|Less than a) (?:second|minute|hour|day|week|month|year)s? ago.*|Restarting \(\d+\) (?:\d+|About an?|Less than a) \w+ ago.*)$`)

func parseBare(r *section.Reader, l section.Line, emit func(fact.Fact)) error {
	for {
		m := bare.FindStringSubmatch(section.Text(l.Bytes))
		d := newSummary()
		if id.MatchString(m[1]) {
			d.ID = m[1]
		} else {
			d.Name = m[1]
		}
		d.Image = strings.Trim(m[2], "\t |,;")
		status := m[3]
		if i := strings.IndexAny(status, "\t|"); i > 0 {
			status, d.Ports = strings.TrimSpace(status[:i]), strings.TrimSpace(status[i+1:])
		}
		setStatus(d, status)
		emit(summary(r, l, d))
		if text, ok := r.PeekText(); !ok || !bare.MatchString(text) {
			return nil
		}
		l, _ = r.Next()
	}
}

var id = lazyregexp.New(`^[0-9a-f]{12}(?:[0-9a-f]{52})?$`)

func newSummary() *fact.ContainerSummary {
	return &fact.ContainerSummary{UptimeSeconds: -1, CreatedSeconds: -1, SizeBytes: -1}
}

// parseV1 reads docker-compose ps of v1: a centred header, a line of dashes,
// then name, command, state and ports some blanks apart.
func parseV1(r *section.Reader, emit func(fact.Fact)) error {
	for rows := 0; ; {
		peek, ok := r.PeekText()
		text := strings.TrimSpace(peek)
		cells := gaps.Split(text, -1)
		dashes := strings.HasPrefix(text, "-----")
		if rows > 0 && ok && text != "" && peek[0] == ' ' {
			r.Next() // a cell of the row above, wrapped
			continue
		}
		if !ok || text == "" || !dashes && len(cells) < 3 {
			return nil
		}
		l, _ := r.Next()
		if dashes {
			continue
		}
		d := newSummary()
		d.Name, d.Command = cells[0], cells[1]
		setStatus(d, cells[2])
		if len(cells) > 3 {
			d.Ports = cells[3]
		}
		rows++
		emit(summary(r, l, d))
	}
}

var gaps = lazyregexp.New(`\s{3,}`)

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
	case "size":
		own, _, _ := strings.Cut(value, " ")
		d.SizeBytes = size.Parse(own, 1)
	case "project":
		d.Project = value
	case "health":
		d.Health = value
	case "exit":
		d.ExitCode, _ = strconv.Atoi(value)
	case "state":
		if d.Status == "" {
			setStatus(d, value)
		}
	case "status":
		d.Status = ""
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
	exited  = lazyregexp.New(`(?i)\bexit(?:ed)? \(?(\d+)\)?`)
	restart = lazyregexp.New(`(?i)^restarting(?: \((\d+)\))?`)
	health  = lazyregexp.New(`\((healthy|unhealthy|health: starting)\)`)
)

// setStatus takes a status apart: Up 5 minutes (healthy), Exited (137) 3
// seconds ago, Restarting (1) Less than a second ago, Created, Dead; compose v1
// writes Exit 137 and Up.
func setStatus(d *fact.ContainerSummary, status string) {
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

var ages = lazyregexp.New(`(?i)(less than a|about an?|an?|\d+) (second|minute|hour|day|week|month|year)s?`)

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
