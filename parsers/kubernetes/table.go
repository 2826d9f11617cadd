package kubernetes

import (
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/table"
)

// table reads the rows of kubectl get.
func (o output) table() error {
	l, _ := o.Next()
	header := strings.TrimRight(string(l.Bytes), " \r")
	kind, columns := isTable(header), table.Header(header)
	namespace, _ := o.named()
	for {
		peek, ok := o.PeekLine()
		text := strings.TrimRight(string(peek), " \r")
		cells := columns.Cells(text)
		if !ok || cells == nil || isTable(text) != "" {
			return nil
		}
		l, _ = o.Next()
		row := map[string]string{"NAMESPACE": namespace}
		for i, c := range columns {
			row[c.Title] = cells[i]
		}
		at, text := o.Origin(l), strings.Join(strings.Fields(text), " ")
		switch kind {
		case "pods":
			o.pod(podRow(row), at, text)
		case "events":
			o.eventRow(row, at, text)
		case "nodes":
			o.nodeRow(row, at, text)
		case "top":
			o.topRow(row, at, text)
		}
	}
}

var leadingNumber = lazyregexp.New(`^\d+`)

// podRow reads a row of kubectl get pods. STATUS is a phase or the reason that
// kubectl worked out of the containers' states; Init: stands before that of an
// init container.
func podRow(row map[string]string) *fact.K8sPod {
	d := newPod()
	d.Pod, d.Namespace, d.Node, d.Address = row["NAME"], row["NAMESPACE"], row["NODE"], strings.TrimPrefix(row["IP"], "<none>")
	d.RestartCount, _ = strconv.Atoi(leadingNumber.FindString(row["RESTARTS"]))
	up, all, _ := strings.Cut(row["READY"], "/")
	d.Ready = up == all && all != "0" && all != ""
	status, init := strings.CutPrefix(row["STATUS"], "Init:")
	d.Init = init
	switch {
	case init && strings.Contains(status, "/"): // Init:0/1, still at work
		d.Phase = "Pending"
	case isPhase(status):
		d.Phase = status
		if status == "Running" {
			d.State = "running"
		}
	case status == "Completed":
		d.Phase, d.State, d.StateReason, d.ExitCode = "Succeeded", "terminated", status, 0
	case strings.HasPrefix(status, "ExitCode:"):
		d.State = "terminated"
		if n, err := strconv.Atoi(status[len("ExitCode:"):]); err == nil {
			d.ExitCode = n
		}
	case status == "OOMKilled" || status == "Error" || status == "ContainerCannotRun" || status == "StartError" || status == "DeadlineExceeded":
		d.State, d.StateReason = "terminated", status
	case status == "Evicted" || status == "NodeLost" || status == "NodeAffinity" || status == "UnexpectedAdmissionError" || strings.HasPrefix(status, "OutOf"):
		d.Phase, d.Reason = "Failed", status
	case status == "ContainerCreating" || status == "PodInitializing":
		d.Phase, d.State, d.StateReason = "Pending", "waiting", status
	case status == "Terminating":
		d.Reason = status
	default: // CrashLoopBackOff, ImagePullBackOff, CreateContainerConfigError, …
		d.State, d.StateReason = "waiting", status
	}
	return d
}

var timesOver = lazyregexp.New(`\(x(\d+) over`)

// eventRow reads a row of kubectl get events, which names the object as
// pod/web-0 or, before 1.15, in the columns KIND and NAME.
func (o output) eventRow(row map[string]string, at fact.Origin, text string) {
	d := &fact.K8sEvent{Type: row["TYPE"], Reason: row["REASON"], Namespace: row["NAMESPACE"], Message: row["MESSAGE"], Times: 1}
	d.Object = objectName(row["OBJECT"])
	if d.Object == "" && row["KIND"] != "" {
		name, _, _ := strings.Cut(row["NAME"], ".") // web-0.15f5d6…, the event's own name
		d.Object = strings.ToLower(row["KIND"]) + "/" + name
	}
	if m := timesOver.FindStringSubmatch(row["LAST SEEN"]); m != nil {
		d.Times, _ = strconv.Atoi(m[1])
	} else if n, err := strconv.Atoi(row["COUNT"]); err == nil {
		d.Times = n
	}
	o.event(d, containerOf(row["SUBOBJECT"]), at, fact.Time{}, text)
}

// objectName makes pod/web-0 of Pod/web-0 and po/web-0.
func objectName(object string) string {
	kind, name, ok := strings.Cut(object, "/")
	if !ok {
		return ""
	}
	kind = strings.ToLower(kind)
	switch kind {
	case "po", "pods":
		kind = "pod"
	case "no", "nodes":
		kind = "node"
	}
	return kind + "/" + name
}

var fieldPath = lazyregexp.New(`^spec\.(?:initC|c|ephemeralC)ontainers\{([^}]+)\}`)

// containerOf reads the container of a field path: spec.containers{web}.
func containerOf(path string) string {
	if m := fieldPath.FindStringSubmatch(path); m != nil {
		return m[1]
	}
	return ""
}

// nodeRow reads a row of kubectl get nodes: Ready, NotReady,
// Ready,SchedulingDisabled.
func (o output) nodeRow(row map[string]string, at fact.Origin, text string) {
	d := &fact.K8sNode{Node: row["NAME"], Condition: "Ready", Status: "True"}
	for _, s := range strings.Split(row["STATUS"], ",") {
		switch s {
		case "NotReady":
			d.Status = "False"
		case "Unknown":
			d.Status = s
		}
	}
	o.node(d, at, text)
}

// topRow reads a row of kubectl top pods [--containers].
func (o output) topRow(row map[string]string, at fact.Origin, text string) {
	pod, container := row["POD"], row["NAME"]
	if pod == "" {
		pod, container = row["NAME"], ""
	}
	d := &fact.ContainerStats{MemoryBytes: memory(row["MEMORY(bytes)"]), CPUPercent: 100 * cores(row["CPU(cores)"])}
	subject := podSubject(row["NAMESPACE"], pod, container, "")
	d.Name = subject.Name
	o.emit(fact.Fact{Kind: "container.stats", Subject: subject, Origin: at, Text: text, Data: d})
}

func (o output) node(d *fact.K8sNode, at fact.Origin, text string) {
	o.emit(fact.Fact{Kind: "k8s.node", Subject: fact.Subject{Kind: fact.Host, Name: d.Node}, Origin: at, Text: text, Data: d})
}
