// Package kubernetes reads pods, events and nodes as kubectl and oc print
// them: describe, the tables of get, and the JSON or YAML of -o json and
// -o yaml (also cluster-info dump and must-gather, which hold the same
// objects), and crictl's JSON of a node's containers.
//
// Layouts: k8s.io/kubectl pkg/describe/describe.go, k8s.io/kubernetes
// pkg/printers/internalversion/printers.go. Fields: the core/v1 API.
package kubernetes

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/section"
	"culprit/parsers/table"
)

// Parser reads Kubernetes objects.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "kubernetes" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r ")
	if len(line) == 0 || len(line) > section.MaxLine {
		return false
	}
	return isJSON(head) || isCrictl(head) || isYAML(line, rest) || isDescription(line, rest) || isTable(string(line)) != ""
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	head := r.Head(section.HeadLength)
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r ")
	out := output{Reader: r, emit: emit}
	read := out.describe
	switch {
	case isJSON(head):
		read = out.json
	case isCrictl(head):
		read = out.crictl
	case isYAML(line, rest):
		read = out.yaml
	case isTable(string(line)) != "":
		read = out.table
	}
	_, before := r.Position()
	err := read()
	if _, after := r.Position(); after == before {
		r.Next() // not ours after all
	}
	return err
}

// An output is what one command printed.
type output struct {
	*section.Reader
	emit func(fact.Fact)
}

// named is the namespace and name that the command of a paste gives:
// kubectl -n shop describe pod web-0.
func (o output) named() (namespace, name string) {
	var words []string
	for i := 1; i < len(o.Command); i++ {
		a := o.Command[i]
		if v, ok := strings.CutPrefix(a, "--namespace="); ok {
			namespace = v
		} else if (a == "-n" || a == "--namespace") && i+1 < len(o.Command) {
			i++
			namespace = o.Command[i]
		} else if !strings.HasPrefix(a, "-") {
			words = append(words, a)
		}
	}
	if len(words) >= 2 && (words[0] == "describe" || words[0] == "get") {
		name = words[len(words)-1]
		if kind, n, ok := strings.Cut(name, "/"); ok && strings.HasPrefix(kind, "po") {
			return namespace, n
		}
		if len(words) < 3 || !strings.HasPrefix(words[1], "po") {
			name = ""
		}
	}
	return namespace, name
}

// podSubject is the subject of a container of a pod, or of the pod itself.
func podSubject(namespace, pod, container, id string) fact.Subject {
	name := pod
	if container != "" {
		name = strings.TrimPrefix(pod+"/"+container, "/")
	}
	return fact.Subject{Kind: fact.Pod, Name: name, ID: id, Service: container, Project: namespace}
}

// pod emits the fact of a pod or container. When it ended, the fact has the
// time of that end.
func (o output) pod(d *fact.K8sPod, at fact.Origin, text string) {
	if text == "" {
		text = summary(d)
	}
	f := fact.Fact{Kind: "k8s.pod", Subject: podSubject(d.Namespace, d.Pod, d.Container, d.ContainerID), Origin: at, Text: text, Data: d}
	if !d.FinishedAt.IsZero() {
		f.Time = fact.Exact(d.FinishedAt, second)
	}
	o.emit(f)
	for _, message := range []string{d.StateMessage, d.LastMessage, d.Message} {
		o.words(message, f)
	}
}

// event emits an event.
func (o output) event(d *fact.K8sEvent, container string, at fact.Origin, when fact.Time, text string) {
	kind, name, _ := strings.Cut(d.Object, "/")
	subject := podSubject(d.Namespace, name, container, "")
	if kind == "node" {
		subject = fact.Subject{Kind: fact.Host, Name: name}
	}
	f := fact.Fact{Kind: "k8s.event", Time: when, Subject: subject, Origin: at, Text: text, Data: d}
	o.emit(f)
	// A failed probe is judged by how often it failed, not by its words.
	if d.Type != "Normal" && d.Reason != "Unhealthy" && !d.Recovered {
		o.words(d.Message, f)
	}
}

// words passes on what a program, the runtime or the kubelet said as a log
// record too: the rules that know such words need not know Kubernetes.
func (o output) words(message string, of fact.Fact) {
	if strings.TrimSpace(message) == "" || o.Interest != nil && !o.Interest.Wants([]byte(message)) {
		return
	}
	d := &fact.LogLine{Message: message, Logger: "kubernetes", Lines: 1 + strings.Count(message, "\n"), Scattered: true}
	of.Kind, of.Data, of.Text = "log.line", d, message[:min(len(message), fact.MaxText)]
	o.emit(of)
}

// summary is the text of a pod that was not one line of the input.
func summary(d *fact.K8sPod) string {
	var b strings.Builder
	b.WriteString(podSubject("", d.Pod, d.Container, "").Label())
	add := func(format string, value any, show bool) {
		if show {
			fmt.Fprintf(&b, format, value)
		}
	}
	add(" phase %s", d.Phase, d.Phase != "")
	add(" (%s)", d.Reason, d.Reason != "")
	add(", state %s", d.State, d.State != "")
	add(" (%s)", d.StateReason, d.StateReason != "")
	add(", last state terminated (%s)", d.LastReason, d.LastReason != "")
	add(", exit code %d", d.ExitCode, d.ExitCode >= 0)
	add(", %d restarts", d.RestartCount, d.RestartCount > 0)
	return b.String()
}

// isTable names the table whose header a line is: pods, events, nodes, top.
func isTable(line string) string {
	if len(line) > 300 || strings.ToUpper(line) != line && !strings.Contains(line, "CPU(cores)") {
		return ""
	}
	c := table.Header(line)
	switch {
	case c.Has("NAME", "READY", "STATUS", "RESTARTS"):
		return "pods"
	case c.Has("TYPE", "REASON", "MESSAGE") && (c.Has("OBJECT") || c.Has("KIND", "NAME")):
		return "events"
	case c.Has("NAME", "STATUS", "ROLES", "VERSION"):
		return "nodes"
	case c.Has("NAME", "CPU(cores)", "MEMORY(bytes)") && !c.Has("MEMORY%"):
		return "top"
	}
	return ""
}

// newPod is a pod of which nothing is known yet.
func newPod() *fact.K8sPod {
	return &fact.K8sPod{ExitCode: -1, MemoryLimitBytes: -1, MemoryRequestBytes: -1, CPUs: -1}
}

// workload is what to change so that a pod changes: the Deployment behind a
// ReplicaSet, whose name is the Deployment's with a hash.
func workload(kind, name string) string {
	if i := strings.LastIndexByte(name, '-'); kind == "ReplicaSet" && i > 0 {
		kind, name = "deployment", name[:i]
	}
	if name == "" {
		return ""
	}
	return strings.ToLower(kind) + "/" + name
}

var phases = []string{"Pending", "Running", "Succeeded", "Failed", "Unknown"}

func isPhase(s string) bool { return slices.Contains(phases, s) }
