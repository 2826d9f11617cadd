// Package dockerinfo reads docker info and docker version, as text and as JSON,
// podman info, which is YAML or JSON, and the engine's settings, daemon.json:
//
//	Server:
//	 Server Version: 27.3.1
//	 Cgroup Version: 2
//	WARNING: No swap limit support
//
// Layout: docker/cli cli/command/system/info.go and version.go; before 18.09
// the keys stood at the left margin.
package dockerinfo

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/size"
)

// Parser reads what an engine says of itself and its host.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "dockerinfo" }

var (
	heading = lazyregexp.New(`^(?:Client|Server):(?: \S.*)?$`)
	inside  = lazyregexp.New(`(?m)^ (?: ?Version| ?API version|Context|Debug Mode|Containers|Server Version|Plugins|Engine): ?`)
	old     = lazyregexp.New(`^Containers: \d+$`)
	pair    = lazyregexp.New(`^( *)([A-Za-z][\w /()-]{0,40}?):(?: +(.*))?$`)
	margin  = lazyregexp.New(`^(?:Containers|Images|Server Version|Storage Driver|Logging Driver|Cgroup Driver|Cgroup Version|Plugins|Swarm|Runtimes|Default Runtime|Init Binary|containerd version|runc version|init version|Security Options|Kernel Version|Operating System|OSType|Architecture|CPUs|Total Memory|Name|ID|Docker Root Dir|Debug Mode.*|Registry|Labels|Experimental|Insecure Registries|Registry Mirrors|Live Restore Enabled|Product License|Http Proxy|Https Proxy|No Proxy|Username|Default Address Pools|Network Plugins?|Client|Server)\b.*:`)
)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	first, rest, _ := bytes.Cut(head, []byte("\n"))
	line := section.Text(first)
	switch {
	case heading.MatchString(line):
		return inside.Match(rest[:min(len(rest), 200)])
	case old.MatchString(line):
		return bytes.HasPrefix(rest, []byte(" Running: ")) || bytes.HasPrefix(rest, []byte("Images: "))
	}
	return isJSON(head) || isPodman(head) || isDaemon(head)
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	switch head := r.Head(section.HeadLength); {
	case isJSON(head):
		return parseJSON(r, emit)
	case isPodman(head):
		return parsePodman(r, emit)
	case isDaemon(head):
		return parseDaemon(r, emit)
	}
	t := text{d: newInfo()}
	for {
		line, ok := r.PeekText()
		if !ok || t.any && !belongs(line) {
			break
		}
		l, ok := r.Next()
		if !ok {
			break
		}
		t.line(section.Text(l.Bytes), r.Origin(l))
	}
	if t.server {
		emit(fact.Fact{Kind: "host.info", Subject: fact.Subject{Kind: fact.Host}, Origin: t.at, Text: summary(t.d), Data: t.d})
	}
	return nil
}

// belongs tells the lines of docker info from what follows; an error of the
// client ("Cannot connect to the Docker daemon") is left to the log rules.
func belongs(line string) bool {
	return line == "" || line[0] == ' ' || strings.HasPrefix(line, "WARNING: ") || heading.MatchString(line) || margin.MatchString(line)
}

func newInfo() *fact.HostInfo {
	return &fact.HostInfo{CPUs: -1, MemoryBytes: -1, UptimeSeconds: -1, Load1: -1, Load5: -1, Load15: -1, Containers: -1, Running: -1}
}

// text is the state of reading the text form.
type text struct {
	d      *fact.HostInfo
	part   string // Client or Server
	group  string // the key above indented ones: Engine, Security Options
	server bool   // something of the server was said
	any    bool
	at     fact.Origin
}

func (t *text) line(line string, at fact.Origin) {
	t.any = true
	if warning, ok := strings.CutPrefix(strings.TrimSpace(line), "WARNING: "); ok {
		t.d.Warnings = append(t.d.Warnings, warning)
		t.say(at)
		return
	}
	m := pair.FindStringSubmatch(line)
	if m == nil {
		return
	}
	key, value := m[2], strings.TrimSpace(m[3])
	switch {
	case m[1] == "" && (key == "Client" || key == "Server"):
		t.part, t.group = key, ""
		return
	case len(m[1]) <= 1 && value == "":
		t.group = key
		return
	case len(m[1]) <= 1:
		t.group = ""
	}
	if t.part == "Client" || t.group == "containerd" || t.group == "runc" || t.group == "docker-init" {
		return
	}
	if t.set(key, value) {
		t.say(at)
	}
}

// say notes the first line that told something of the server.
func (t *text) say(at fact.Origin) {
	if !t.server {
		t.server, t.at = true, at
	}
}

// set takes a key of the server; false for one that is not kept.
func (t *text) set(key, value string) bool {
	d := t.d
	number := func() int {
		n, err := strconv.Atoi(value)
		if err != nil {
			return -1
		}
		return n
	}
	switch key {
	case "Containers":
		d.Containers = number()
	case "Running":
		d.Running = number()
	case "Server Version", "Version":
		d.DockerVersion = value
	case "API version":
		d.APIVersion, _, _ = strings.Cut(value, " ")
	case "Storage Driver":
		d.StorageDriver = value
	case "Logging Driver":
		d.LogDriver = value
	case "Docker Root Dir":
		d.DockerRoot = value
	case "Cgroup Version":
		d.CgroupVersion = value
	case "Cgroup Driver":
		d.CgroupDriver = value
	case "Default Runtime":
		d.DefaultRuntime = value
	case "Runtimes":
		d.Runtimes = strings.Fields(value)
	case "Kernel Version":
		d.Kernel = value
	case "Operating System":
		d.OS = value
	case "Architecture":
		d.Architecture = value
	case "CPUs":
		d.CPUs = number()
	case "Total Memory":
		d.MemoryBytes = size.Parse(value, 1)
	case "Name":
		d.Hostname = value
	case "Live Restore Enabled":
		d.LiveRestore = value == "true"
	case "System Time":
		d.Now = instant(value)
	default:
		return false
	}
	return true
}

func instant(value string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, value)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// summary is the text shown as evidence.
func summary(d *fact.HostInfo) string {
	var b strings.Builder
	for _, w := range d.Warnings {
		b.WriteString("WARNING: " + w + "; ")
	}
	b.WriteString("engine " + d.DockerVersion)
	if d.StorageDriver != "" {
		b.WriteString(", " + d.StorageDriver + " in " + d.DockerRoot + ", cgroup v" + d.CgroupVersion + " " + d.CgroupDriver + ", " + d.OS)
	}
	return b.String()
}
