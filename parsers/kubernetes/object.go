package kubernetes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/parsers/address"
)

// object is the part of a Kubernetes object that becomes facts. It never
// leaves the package: env values are secrets.
type object struct {
	Kind     string
	Metadata struct {
		Name, Namespace string
		OwnerReferences []struct{ Kind, Name string }
	}
	Spec   podSpec
	Status struct {
		Phase, Reason, Message, PodIP string
		Conditions                    []struct{ Type, Status, Reason, Message string }
		InitContainerStatuses         []containerStatus
		ContainerStatuses             []containerStatus
	}
	event
}

// event is an event of core/v1, or of events.k8s.io/v1, which calls the
// message note and the object regarding.
type event struct {
	Type, Reason, Message, Note string
	Count, DeprecatedCount      int
	Series                      struct{ Count int }
	InvolvedObject, Regarding   struct{ Kind, Name, Namespace, FieldPath string }
	FirstTimestamp              *time.Time
	LastTimestamp               *time.Time
	EventTime                   *time.Time
	DeprecatedLastTimestamp     *time.Time
}

type podSpec struct {
	NodeName       string
	InitContainers []containerSpec
	Containers     []containerSpec
}

type containerSpec struct {
	Name, Image string
	Env         []struct {
		Name  string
		Value *string
	}
	Resources struct {
		Limits, Requests map[string]any // a quantity may be a bare number
	}
	LivenessProbe, ReadinessProbe, StartupProbe json.RawMessage
}

type containerStatus struct {
	Name, Image, ContainerID string
	Ready                    bool
	RestartCount             int
	State, LastState         containerState
}

type containerState struct {
	Waiting    *struct{ Reason, Message string }
	Running    *struct{ StartedAt time.Time }
	Terminated *struct {
		ExitCode              int
		Reason, Message       string
		StartedAt, FinishedAt time.Time
	}
}

// object emits the facts of one object. find returns the place of a word of
// it, for the origin.
func (o output) object(raw []byte, find func(word string) fact.Origin) {
	var d object
	if err := json.Unmarshal(raw, &d); err != nil && d.Metadata.Name == "" {
		return // a field of another type leaves the rest
	}
	switch {
	case d.Kind == "Event" || d.Kind == "" && d.InvolvedObject.Kind != "":
		o.eventObject(&d, find)
	case d.Kind == "Node":
		for _, c := range d.Status.Conditions {
			n := &fact.K8sNode{Node: d.Metadata.Name, Condition: c.Type, Status: c.Status, Reason: c.Reason, Message: c.Message}
			o.node(n, find(c.Type), fmt.Sprintf("%s=%s %s: %s", c.Type, c.Status, c.Reason, c.Message))
		}
	case d.Kind == "Pod" || d.Kind == "" && len(d.Spec.Containers) > 0 && d.Status.Phase != "":
		o.podObject(&d, find)
	}
}

func (o output) eventObject(d *object, find func(string) fact.Origin) {
	on := d.InvolvedObject
	if on.Kind == "" {
		on = d.Regarding
	}
	e := &fact.K8sEvent{
		Type: d.Type, Reason: d.event.Reason, Object: strings.ToLower(on.Kind) + "/" + on.Name, Namespace: on.Namespace,
		Message: d.event.Message, Times: max(1, d.Count, d.DeprecatedCount, d.Series.Count),
	}
	if e.Message == "" {
		e.Message = d.Note
	}
	var when fact.Time
	for _, t := range []*time.Time{d.LastTimestamp, d.DeprecatedLastTimestamp, d.EventTime, d.FirstTimestamp} {
		if t != nil && !t.IsZero() {
			when = fact.Exact(*t, second)
			break
		}
	}
	o.event(e, containerOf(on.FieldPath), find(d.event.Reason), when, e.Reason+": "+e.Message)
}

func (o output) podObject(d *object, find func(string) fact.Origin) {
	base := newPod()
	base.Pod, base.Namespace, base.Node, base.Address = d.Metadata.Name, d.Metadata.Namespace, d.Spec.NodeName, d.Status.PodIP
	base.Phase, base.Reason, base.Message = d.Status.Phase, d.Status.Reason, d.Status.Message
	if owners := d.Metadata.OwnerReferences; len(owners) > 0 {
		base.Workload = workload(owners[0].Kind, owners[0].Name)
	}
	for _, c := range d.Status.Conditions {
		if c.Type == "PodScheduled" && c.Status == "False" && base.Reason == "" {
			base.Reason, base.Message = c.Reason, c.Message // Unschedulable
		}
	}
	statuses := 0
	for _, group := range []struct {
		init     bool
		statuses []containerStatus
		specs    []containerSpec
	}{{true, d.Status.InitContainerStatuses, d.Spec.InitContainers}, {false, d.Status.ContainerStatuses, d.Spec.Containers}} {
		for i := range group.statuses {
			s := &group.statuses[i]
			p := *base
			p.Message = "" // said once, by the first container
			if statuses == 0 {
				p.Message = base.Message
			}
			p.Init, p.Container, p.Image, p.ContainerID = group.init, s.Name, s.Image, cleanID(s.ContainerID)
			p.Ready, p.RestartCount = s.Ready, s.RestartCount
			setState(&p, s)
			if j := slices.IndexFunc(group.specs, func(c containerSpec) bool { return c.Name == s.Name }); j >= 0 {
				setSpec(&p, &group.specs[j])
			}
			statuses++
			o.pod(&p, find(firstOf(p.LastReason, p.StateReason, p.Reason, s.Name)), "")
		}
	}
	if statuses == 0 {
		o.pod(base, find(firstOf(base.Reason, base.Phase)), "")
	}
}

func setState(p *fact.K8sPod, s *containerStatus) {
	switch state := &s.State; {
	case state.Waiting != nil:
		p.State, p.StateReason, p.StateMessage = "waiting", state.Waiting.Reason, state.Waiting.Message
	case state.Running != nil:
		p.State, p.StartedAt = "running", state.Running.StartedAt
	case state.Terminated != nil:
		t := state.Terminated
		p.State, p.StateReason, p.StateMessage, p.ExitCode, p.StartedAt, p.FinishedAt = "terminated", t.Reason, t.Message, t.ExitCode, t.StartedAt, t.FinishedAt
	}
	if t := s.LastState.Terminated; t != nil {
		p.LastReason, p.LastMessage = t.Reason, t.Message
		if p.ExitCode < 0 {
			p.ExitCode, p.FinishedAt = t.ExitCode, t.FinishedAt
		}
	}
}

func setSpec(p *fact.K8sPod, c *containerSpec) {
	quantity := func(m map[string]any, name string) (string, bool) {
		v, ok := m[name]
		return strings.Trim(fmt.Sprint(v), `"`), ok
	}
	p.MemoryLimitBytes, p.MemoryRequestBytes, p.CPUs = 0, 0, 0
	if q, ok := quantity(c.Resources.Limits, "memory"); ok {
		p.MemoryLimitBytes = memory(q)
	}
	if q, ok := quantity(c.Resources.Requests, "memory"); ok {
		p.MemoryRequestBytes = memory(q)
	}
	if q, ok := quantity(c.Resources.Limits, "cpu"); ok {
		p.CPUs = cores(q)
	}
	var pairs []string
	for _, e := range c.Env {
		p.EnvNames = append(p.EnvNames, e.Name)
		if e.Value != nil {
			pairs = append(pairs, e.Name+"="+*e.Value)
		}
	}
	p.EnvAddresses = address.All(pairs)
	for name, probe := range map[string]json.RawMessage{"liveness": c.LivenessProbe, "readiness": c.ReadinessProbe, "startup": c.StartupProbe} {
		if len(probe) > 0 && !bytes.Equal(probe, []byte("null")) {
			p.Probes = append(p.Probes, name)
		}
	}
	slices.Sort(p.Probes)
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
