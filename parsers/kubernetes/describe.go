package kubernetes

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/address"
	"culprit/parsers/section"
	"culprit/parsers/table"
)

var (
	nameLine  = lazyregexp.New(`^Name: +\S+$`)
	nameNext  = lazyregexp.New(`(?m)^(?:Namespace|Roles): `)
	stateLine = lazyregexp.New(`^\s*(?:Last )?State: +(?:Waiting|Running|Terminated)$`)
	groupLine = lazyregexp.New(`^(?:Init )?Containers:$`)
	boxLine   = lazyregexp.New(`^ {2}([a-z0-9][a-z0-9.-]{0,62}):$`)
	eventHead = lazyregexp.New(`^\s*(?:Type +Reason +Age +From|FirstSeen +LastSeen +Count +From).* Message$`)
	field     = lazyregexp.New(`^( *)([A-Z][\w /()-]{0,40}?|cpu|memory|ephemeral-storage|nvidia\.com/gpu):(?: +(.*))?$`)
	variable  = lazyregexp.New(`^ {6}([A-Za-z_][\w.-]*): *(.*)$`)
	condition = lazyregexp.New(`^ {2}(\w[\w.-]*) +(True|False|Unknown) +(?:\w{3}, \d\d \w{3} \d{4} [\d:]{8} \S+ +){0,2}(\S+) +(.*)$`)
)

// isDescription recognises the beginning of kubectl describe, and the pieces of
// it that people paste: the containers, one state, the events.
func isDescription(line, rest []byte) bool {
	next, _, _ := bytes.Cut(rest, []byte("\n"))
	next = bytes.TrimRight(next, "\r ")
	switch {
	case nameLine.Match(line):
		return nameNext.Match(rest[:min(len(rest), 400)])
	case groupLine.Match(line):
		return boxLine.Match(next)
	case bytes.Equal(line, []byte("Events:")), eventHead.Match(line):
		return eventHead.Match(line) || eventHead.Match(next)
	case boxLine.Match(line):
		return bytes.HasPrefix(next, []byte("    Container ID: ")) || bytes.HasPrefix(next, []byte("    Image: "))
	}
	return stateLine.Match(line)
}

// topKeys are the keys at the left margin of a description; no other text at
// the margin belongs to it.
var topKeys = lazyregexp.New(`^(?:Name|Namespace|Priority|Priority Class Name|PriorityClassName|Runtime Class Name|Service Account|Node|Start Time|Labels|Annotations|Status|Reason|Message|Seccomp Profile|SeccompProfile|IP|IPs|Controlled By|Created By|Init Containers|Containers|Ephemeral Containers|Conditions|Volumes|QoS Class|Node-Selectors|Tolerations|Events|Topology Spread Constraints|Nominated Node Name|NominatedNodeName|Termination Grace Period|Readiness Gates|Security Policy|Roles|CreationTimestamp|Taints|Unschedulable|Lease|Addresses|Capacity|Allocatable|System Info|PodCIDRs?|Non-terminated Pods|Allocated resources|ProviderID|ExternalID|Selector|Replicas|StrategyType|MinReadySeconds|RollingUpdateStrategy|Pod Template|OldReplicaSets|NewReplicaSet|Pods Status|Parallelism|Completions|Completion Mode|Start Time|Completed At|Duration|Update Strategy|Desired Number.*|Current Number.*|Number of .*|Host Port|Terminating|Volume Claims|Type|IP Family.*|Port|TargetPort|NodePort|Endpoints|Session Affinity|StorageClass|Volume|Finalizers|Access Modes|VolumeMode|Used By|Suspend|Backoff Limit|API Version|Kind|Metadata|Spec|Resource Version|UID|Last State|State|Ready|Restart Count|Exit Code|Started|Finished):(?:\s|$)`)

// A description collects what one kubectl describe says until its end.
type description struct {
	output
	subject fact.K8sPod // the pod itself
	node    bool
	boxes   []described
	group   string // the key at the margin: Containers, Conditions, Events
	part    string // the key inside a container: State, Last State, Limits, …
}

// described is a container with the place of its most telling line.
type described struct {
	fact.K8sPod
	at    fact.Origin
	rank  int // 3: why the last run ended, 2: its present reason, 1: any line
	words string
}

// describe reads kubectl describe of a pod, a node or, for its events, of
// anything else.
func (o output) describe() error {
	d := &description{output: o}
	d.begin()
	d.subject.Namespace, d.subject.Pod = o.named()
	for blank := false; ; {
		peek, ok := o.PeekLine()
		text := strings.TrimRight(string(peek), " \t\r")
		if !ok || !d.belongs(text, blank) {
			break
		}
		l, ok := o.Next()
		if !ok {
			break
		}
		if text == "" {
			blank = true
			continue
		}
		blank = false
		if eventHead.MatchString(text) {
			d.flush()
			d.events(text)
			continue
		}
		if nameLine.MatchString(text) && d.subject.Pod != "" && d.group != "" {
			d.flush()
			d.begin()
		}
		d.line(text, l)
	}
	d.flush()
	return nil
}

func (d *description) begin() {
	d.subject, d.node, d.group, d.part = *newPod(), false, "", ""
}

// belongs reports whether the next line is part of the description. After an
// empty line only a known key is.
func (d *description) belongs(text string, blank bool) bool {
	switch {
	case text == "":
		return true
	case topKeys.MatchString(text):
		return true
	case eventHead.MatchString(text):
		return true
	case blank:
		return d.inMessage()
	}
	return strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\t") || stateLine.MatchString(text) || d.inMessage()
}

// inMessage reports whether a message of several lines goes on: kubectl prints
// its further lines at the margin, and the exit code after it.
func (d *description) inMessage() bool {
	if d.part != "State/Message" && d.part != "Last State/Message" {
		return false
	}
	return bytes.Contains(d.Head(section.HeadLength), []byte("      Exit Code: "))
}

func (d *description) line(text string, l section.Line) {
	m := field.FindStringSubmatch(text)
	if d.part == "Environment" {
		if v := variable.FindStringSubmatch(text); v != nil {
			d.variable(v[1], v[2])
			return
		}
	}
	if m == nil || m[1] == "" && !topKeys.MatchString(text) {
		d.more(text, l)
		return
	}
	key, value := m[2], strings.TrimSpace(m[3])
	indent := len(m[1])
	inState := strings.HasPrefix(d.part, "State") || strings.HasPrefix(d.part, "Last State")
	switch {
	case inState && isStateKey(key): // at any margin: a paste may have lost it
		d.sub(key, value, text, l)
	case indent == 0 && !isBoxKey(key):
		d.group, d.part = key, ""
		d.top(key, value)
	case d.group == "Conditions" || d.group == "Labels" || d.group == "Annotations":
		d.more(text, l)
	case indent <= 4 || isBoxKey(key):
		d.boxField(key, value, l)
	default:
		d.sub(key, value, text, l)
	}
}

// isBoxKey names the keys of a container that a piece may begin with.
func isBoxKey(key string) bool {
	switch key {
	case "State", "Last State", "Ready", "Restart Count":
		return true
	}
	return false
}

// isStateKey names the keys of a state.
func isStateKey(key string) bool {
	switch key {
	case "Reason", "Message", "Exit Code", "Signal", "Started", "Finished":
		return true
	}
	return false
}

// more reads a line that is no field: the name of a container, a condition of
// a node, the next line of a message.
func (d *description) more(text string, l section.Line) {
	if m := boxLine.FindStringSubmatch(text); m != nil && (d.group == "" || strings.HasSuffix(d.group, "Containers")) {
		p := newPod()
		p.Container, p.Init = m[1], d.group == "Init Containers"
		d.boxes = append(d.boxes, described{K8sPod: *p, at: d.Origin(l), words: strings.TrimSpace(text)})
		d.part = ""
		return
	}
	if m := condition.FindStringSubmatch(text); m != nil && d.node {
		d.output.node(&fact.K8sNode{Node: d.subject.Pod, Condition: m[1], Status: m[2], Reason: m[3], Message: m[4]}, d.Origin(l), strings.Join(strings.Fields(text), " "))
		return
	}
	const maxMessage = 16 << 10
	if b := d.box(); b != nil {
		for part, message := range map[string]*string{"State/Message": &b.StateMessage, "Last State/Message": &b.LastMessage} {
			if d.part == part && len(*message) < maxMessage {
				*message += "\n" + text
			}
		}
	}
}

// box is the container that is being described.
func (d *description) box() *described {
	if len(d.boxes) == 0 {
		return nil
	}
	return &d.boxes[len(d.boxes)-1]
}

func (d *description) top(key, value string) {
	p := &d.subject
	switch key {
	case "Name":
		p.Pod = value
	case "Namespace":
		p.Namespace = value
	case "Roles":
		d.node = true
	case "Node":
		p.Node, _, _ = strings.Cut(value, "/")
	case "Status":
		p.Phase, _, _ = strings.Cut(value, " ")
	case "Reason":
		p.Reason = value
	case "Message":
		p.Message = value
	case "IP":
		p.Address = value
	case "Controlled By":
		kind, name, _ := strings.Cut(value, "/")
		p.Workload = workload(kind, name)
	}
}

// boxField reads a key of a container.
func (d *description) boxField(key, value string, l section.Line) {
	if len(d.boxes) == 0 {
		if !isBoxKey(key) {
			return
		}
		d.boxes = append(d.boxes, described{K8sPod: *newPod(), at: d.Origin(l)}) // a piece without the container's name
	}
	b := d.box()
	d.part = key
	switch key {
	case "Container ID":
		b.ContainerID = cleanID(value)
	case "Image":
		b.Image = value
	case "State":
		b.State = strings.ToLower(value)
	case "Ready":
		b.Ready = value == "True"
	case "Restart Count":
		b.RestartCount, _ = strconv.Atoi(value)
	case "Liveness", "Readiness", "Startup":
		b.Probes = append(b.Probes, strings.ToLower(key))
		b.tell(0, strings.TrimSpace(string(l.Bytes)), d.Origin(l))
	}
}

// sub reads a key below one of a container: why it waits, how it ended, its
// limits.
func (d *description) sub(key, value, text string, l section.Line) {
	b := d.box()
	if b == nil {
		return
	}
	part, _, _ := strings.Cut(d.part, "/")
	last := part == "Last State"
	switch {
	case part == "Limits" || part == "Requests":
		d.resource(b, part, key, value)
	case part != "State" && !last:
	case key == "Reason" && last:
		b.LastReason = value
		b.tell(3, "Last State: Terminated, Reason: "+value, d.Origin(l))
	case key == "Reason":
		b.StateReason = value
		b.tell(2, "State: "+b.State+", Reason: "+value, d.Origin(l))
	case key == "Message":
		d.part = part + "/Message"
		if last {
			b.LastMessage = value
		} else {
			b.StateMessage = value
		}
	case key == "Exit Code":
		d.part = part
		if n, err := strconv.Atoi(value); err == nil && (!last || b.ExitCode < 0) {
			b.ExitCode = n
			b.tell(1, strings.TrimSpace(text), d.Origin(l))
		}
	case key == "Started" && !last:
		b.StartedAt = rfc1123(value)
	case key == "Finished":
		if at := rfc1123(value); !last || b.FinishedAt.IsZero() {
			b.FinishedAt = at
		}
	}
}

// tell keeps the place and words of the line that says most.
func (b *described) tell(rank int, words string, at fact.Origin) {
	if rank > b.rank {
		b.rank, b.words, b.at = rank, words, at
	}
}

func (d *description) resource(b *described, part, key, value string) {
	switch {
	case part == "Limits" && key == "memory":
		b.MemoryLimitBytes = memory(value)
	case part == "Limits" && key == "cpu":
		b.CPUs = cores(value)
	case part == "Requests" && key == "memory":
		b.MemoryRequestBytes = memory(value)
	}
}

// variable reads a line below Environment: the name, and where the value is an
// address, that.
func (d *description) variable(name, value string) {
	b := d.box()
	if b == nil {
		return
	}
	b.EnvNames = append(b.EnvNames, name)
	if !strings.HasPrefix(value, "<set to the key") {
		if a, ok := address.FromValue(name, value); ok {
			b.EnvAddresses = append(b.EnvAddresses, a)
		}
	}
}

// rfc1123 reads a time as kubectl prints it: RFC 1123 with a zone.
func rfc1123(text string) time.Time {
	t, err := time.Parse(time.RFC1123Z, text)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// flush emits what was described so far; the events come after it.
func (d *description) flush() {
	pod, stated := d.subject, 0
	for i := range d.boxes {
		b := &d.boxes[i]
		if b.State == "" && b.LastReason == "" && b.ExitCode < 0 {
			continue // a template of a deployment
		}
		p := b.K8sPod
		p.Pod, p.Namespace, p.Node, p.Workload, p.Phase, p.Reason, p.Address = pod.Pod, pod.Namespace, pod.Node, pod.Workload, pod.Phase, pod.Reason, pod.Address
		if stated == 0 {
			p.Message = pod.Message
		}
		stated++
		if p.State != "" && p.MemoryLimitBytes < 0 && p.Image != "" {
			p.MemoryLimitBytes = 0 // kubectl prints no Limits where there are none
		}
		text := b.words
		if p.Container != "" {
			text = p.Container + ": " + text
		}
		if p.ExitCode > 0 && !strings.Contains(text, "Exit Code") {
			text += ", Exit Code: " + strconv.Itoa(p.ExitCode)
		}
		d.pod(&p, b.at, text)
	}
	if stated == 0 && pod.Phase != "" && !d.node && pod.Pod != "" {
		lines, offset := d.Position()
		d.pod(&pod, fact.Origin{Stream: d.Stream, Line: lines, Offset: offset}, "")
	}
	d.subject.Ready = stated > 0
	for i := range d.boxes {
		d.subject.Ready = d.subject.Ready && (d.boxes[i].Ready || d.boxes[i].Init)
	}
	d.boxes, d.subject.Phase = nil, ""
}

// events reads the table below Events.
func (d *description) events(header string) {
	columns := table.Header(header)
	kind := "pod/"
	if d.node {
		kind = "node/"
	}
	for {
		peek, ok := d.PeekLine()
		text := strings.TrimRight(string(peek), " \t\r")
		cells := columns.Cells(text)
		if !ok || cells == nil {
			return
		}
		l, _ := d.Next()
		row := map[string]string{}
		for i, c := range columns {
			row[c.Title] = cells[i]
		}
		if strings.HasPrefix(row["Reason"], "---") {
			continue
		}
		e := &fact.K8sEvent{Type: row["Type"], Reason: row["Reason"], Namespace: d.subject.Namespace, Message: row["Message"], Times: 1, Recovered: d.subject.Ready}
		if d.subject.Pod != "" {
			e.Object = kind + d.subject.Pod
		}
		if m := timesOver.FindStringSubmatch(row["Age"]); m != nil {
			e.Times, _ = strconv.Atoi(m[1])
		} else if n, err := strconv.Atoi(row["Count"]); err == nil {
			e.Times = n
		}
		d.event(e, containerOf(row["SubObjectPath"]), d.Origin(l), fact.Time{}, strings.Join(strings.Fields(text), " "))
	}
}
