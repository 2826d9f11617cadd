package kubernetes

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"culprit/engine/lazyregexp"
)

var (
	crictlHead = lazyregexp.New(`^\s*\{\s*"(?:status|info|containers)"\s*:\s*[{\[]`)
	crictlBody = lazyregexp.New(`"CONTAINER_(?:EXITED|RUNNING|CREATED|UNKNOWN)"|"io\.kubernetes\.pod\.name"`)
)

func isCrictl(head []byte) bool { return crictlHead.Match(head) && crictlBody.Match(head) }

// criContainer is what crictl inspect and crictl ps -o json hold of a
// container: ContainerStatus and Container of the CRI API.
type criContainer struct {
	ID        string
	Metadata  struct{ Name string }
	State     string
	Reason    string
	Message   string
	ExitCode  *int
	StartedAt json.RawMessage
	Finished  json.RawMessage `json:"finishedAt"`
	Image     struct{ Image string }
	Labels    map[string]string
	Resources struct {
		Linux struct {
			Memory json.RawMessage `json:"memoryLimitInBytes"`
		}
	}
}

// crictl reads crictl inspect and crictl ps -o json.
func (o output) crictl() error {
	doc, ok := o.ReadJSON()
	if !ok {
		return o.Err()
	}
	var d struct {
		Status     *criContainer
		Containers []criContainer
	}
	if err := json.Unmarshal(doc.Bytes, &d); err != nil && d.Status == nil && d.Containers == nil {
		o.Skip(doc.First, 1, int64(len(doc.Bytes)), "damaged JSON")
		return nil
	}
	if d.Status != nil {
		d.Containers = append(d.Containers, *d.Status)
	}
	for i := range d.Containers {
		c := &d.Containers[i]
		p := newPod()
		p.Pod, p.Namespace, p.Container = c.Labels["io.kubernetes.pod.name"], c.Labels["io.kubernetes.pod.namespace"], firstOf(c.Labels["io.kubernetes.container.name"], c.Metadata.Name)
		p.ContainerID, p.Image = c.ID, c.Image.Image
		switch c.State {
		case "CONTAINER_RUNNING":
			p.State, p.StartedAt = "running", criTime(c.StartedAt)
		case "CONTAINER_EXITED":
			p.State, p.StateReason, p.StateMessage, p.FinishedAt = "terminated", c.Reason, c.Message, criTime(c.Finished)
			if c.ExitCode != nil {
				p.ExitCode = *c.ExitCode
			}
		default:
			p.State = "waiting"
		}
		if limit := bytes.Trim(c.Resources.Linux.Memory, `"`); len(limit) > 0 {
			p.MemoryLimitBytes = memory(string(limit))
		}
		if p.Container != "" {
			o.pod(p, o.finder(&doc, doc.Bytes, 0)(firstOf(c.Reason, c.ID)), strings.TrimSpace(summary(p)))
		}
	}
	return nil
}

// criTime reads a time of crictl: RFC 3339 of inspect, nanoseconds of ps.
func criTime(raw json.RawMessage) time.Time {
	t, err := time.Parse(time.RFC3339Nano, string(bytes.Trim(raw, `"`)))
	if err != nil || t.Unix() <= 0 {
		return time.Time{}
	}
	return t.UTC()
}
