// Package dockerevents reads `docker events`, as text and as JSON lines:
//
//	2026-11-23T22:12:31.897143862Z container die a3990c… (exitCode=137, image=redis, name=shop-cache-1)
//	{"Type":"container","Action":"die","Actor":{"ID":"a3990c…","Attributes":{"exitCode":"137",…}},"timeNano":…}
//
// The daemon keeps only its last 256 events (daemon/events/events.go), most of
// them noise of health checks: missing early events prove nothing.
package dockerevents

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/stamp"
)

// Parser reads events.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "dockerevents" }

// textual also fits podman's stamp (date, time, offset, zone) and that of
// docker compose events (date and time).
var textual = lazyregexp.New(`^(\S+(?: [\d:.]+(?: [+-]\d{4} \S+)?)?) (container|network|volume|image|daemon|plugin|builder|secret|config|node|service) ([\w: -]+?) (\S+)(?: \((.*)\))?$`)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return recognise(bytes.TrimSpace(line))
}

func recognise(line []byte) bool {
	if len(line) == 0 {
		return false
	}
	if line[0] == '{' {
		return bytes.Contains(line, []byte(`"Action"`)) && bytes.Contains(line, []byte(`"Actor"`)) ||
			bytes.Contains(line, []byte(`"status"`)) && bytes.Contains(line, []byte(`"timeNano"`)) ||
			bytes.Contains(line, []byte(`"Type":"container"`)) && bytes.Contains(line, []byte(`"Status"`)) ||
			bytes.Contains(line, []byte(`"action":`)) && bytes.Contains(line, []byte(`"service":`)) && bytes.Contains(line, []byte(`"attributes":`))
	}
	if line[0] < '0' || line[0] > '9' || len(line) > 64<<10 {
		return false
	}
	_, n := stamp.Parse(line[:min(len(line), 40)], time.Time{})
	return n > 0 && textual.Match(line)
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	defer r.Pause(0) // each line stands for itself
	for first := !r.Resumed(); ; first = false {
		peek, ok := r.PeekLine()
		if !ok || !recognise(bytes.TrimSpace(peek)) {
			// One damaged line among many is skipped; at another format we stop.
			if ok && len(bytes.TrimSpace(peek)) > 0 && peek[0] == '{' && bytes.Contains(peek, []byte(`"Actor"`)) {
				l, _ := r.Next()
				r.Skip(l, 1, int64(len(l.Bytes)), "damaged event")
				continue
			}
			if first {
				r.Next()
			}
			return nil
		}
		l, ok := r.Next()
		if !ok {
			return nil
		}
		line := bytes.TrimSpace(l.Bytes)
		var e *event
		if line[0] == '{' {
			e = fromJSON(line)
		} else {
			e = fromText(line)
		}
		if e == nil {
			r.Skip(l, 1, int64(len(l.Bytes)), "damaged event")
			continue
		}
		r.Saw(e.time)
		if f, ok := e.fact(); ok {
			f.Origin = r.Origin(l)
			f.Text = string(line[:min(len(line), fact.MaxText)])
			emit(f)
		}
	}
}

// An event is what both forms hold.
type event struct {
	kind, action, id string
	time             fact.Time
	attributes       map[string]string
}

func fromJSON(line []byte) *event {
	var d struct {
		Type, Action, Name, ID, Image string
		Status, Service               string
		OldStatus                     string `json:"status"`
		OldID                         string `json:"id"`
		From                          string `json:"from"`
		Actor                         struct {
			ID         string
			Attributes map[string]string
		}
		Time          json.RawMessage `json:"time"`
		TimeNano      int64           `json:"timeNano"`
		Attributes    map[string]string
		ContainerExit int `json:"ContainerExitCode"`
	}
	if err := json.Unmarshal(line, &d); err != nil {
		return nil
	}
	e := &event{kind: d.Type, action: d.Action, id: d.Actor.ID, attributes: d.Actor.Attributes}
	if e.attributes == nil {
		e.attributes = map[string]string{}
	}
	for k, v := range d.Attributes {
		e.attributes[k] = v
	}
	if e.action == "" {
		e.action = firstOf(d.Status, d.OldStatus)
	}
	if e.id == "" {
		e.id = firstOf(d.ID, d.OldID)
	}
	if e.kind == "" {
		e.kind = "container"
	}
	setDefault(e.attributes, "name", d.Name)
	setDefault(e.attributes, "com.docker.compose.service", d.Service)
	setDefault(e.attributes, "image", firstOf(d.From, d.Image))
	if d.ContainerExit != 0 {
		setDefault(e.attributes, "exitCode", strconv.Itoa(d.ContainerExit))
	}
	if d.TimeNano != 0 {
		e.time = fact.Exact(time.Unix(0, d.TimeNano), time.Nanosecond)
	} else if n, err := strconv.ParseInt(string(d.Time), 10, 64); err == nil {
		e.time = fact.Exact(time.Unix(n, 0), time.Second)
	} else {
		e.time, _ = stamp.Parse(bytes.Trim(d.Time, `"`), time.Time{})
	}
	return e
}

func fromText(line []byte) *event {
	m := textual.FindSubmatch(line)
	if m == nil {
		return nil
	}
	e := &event{kind: string(m[2]), action: string(m[3]), id: string(m[4]), attributes: map[string]string{}}
	e.time, _ = stamp.Parse(m[1], time.Time{})
	for _, part := range strings.Split(string(m[5]), ", ") {
		if k, v, ok := strings.Cut(part, "="); ok {
			e.attributes[k] = v
		}
	}
	return e
}

// fact makes the fact of an event; false for the noise of health checks: the
// probes themselves, unless they failed.
func (e *event) fact() (fact.Fact, bool) {
	action, detail, _ := strings.Cut(e.action, ": ")
	if docker, ok := podmanActions[action]; ok {
		action = docker
		setDefault(e.attributes, "exitCode", e.attributes["containerExitCode"])
	}
	if action == "exec_create" || action == "exec_start" || action == "exec_die" && (e.attributes["exitCode"] == "0" || e.attributes["exitCode"] == "") || action == "top" {
		return fact.Fact{}, false
	}
	d := &fact.ContainerEvent{
		Type: e.kind, Action: action, ID: e.id, Name: e.attributes["name"], Image: e.attributes["image"],
		Service: e.attributes["com.docker.compose.service"], Project: e.attributes["com.docker.compose.project"],
		ExitCode: -1, Seconds: -1, Network: "",
	}
	if n, err := strconv.Atoi(e.attributes["exitCode"]); err == nil {
		d.ExitCode = n
	}
	if n, err := strconv.ParseFloat(e.attributes["execDuration"], 64); err == nil {
		d.Seconds = n
	}
	d.Signal = signalNumber(e.attributes["signal"])
	if action == "health_status" {
		d.Health = detail
	}
	for k, v := range e.attributes {
		switch k {
		case "name", "image", "exitCode", "containerExitCode", "execDuration", "signal":
			continue
		}
		if strings.Contains(k, ".") || strings.Contains(k, "maintainer") {
			continue // labels
		}
		if d.Attributes == nil {
			d.Attributes = map[string]string{}
		}
		d.Attributes[k] = v
	}
	subject := fact.Subject{Kind: fact.Container, ID: e.id, Name: d.Name, Service: d.Service, Project: d.Project}
	switch e.kind {
	case "container":
	case "network":
		d.Network = d.Name
		subject = fact.Subject{Kind: fact.Network, Name: d.Name, ID: e.id}
	case "volume":
		subject = fact.Subject{Kind: fact.Volume, Name: firstOf(d.Name, e.id)}
	case "image":
		subject = fact.Subject{Kind: fact.Image, Name: firstOf(d.Name, e.id)}
	default:
		subject = fact.Subject{Kind: fact.Host}
	}
	return fact.Fact{Kind: "container.event", Time: e.time, Subject: subject, Data: d}, true
}

// podmanActions are the words of podman (libpod/events/config.go) that docker
// has others for.
var podmanActions = map[string]string{"died": "die", "remove": "destroy", "exec_died": "exec_die"}

// signalNumber reads 9, SIGKILL and KILL.
func signalNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return map[string]int{"HUP": 1, "INT": 2, "QUIT": 3, "ABRT": 6, "KILL": 9, "USR1": 10, "SEGV": 11, "USR2": 12, "TERM": 15}[strings.TrimPrefix(strings.ToUpper(s), "SIG")]
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func setDefault(m map[string]string, key, value string) {
	if m[key] == "" && value != "" {
		m[key] = value
	}
}
