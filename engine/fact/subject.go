package fact

import "strings"

// SubjectKind is the sort of thing a fact is about.
type SubjectKind string

// The kinds of subject.
const (
	Host       SubjectKind = "host"
	Container  SubjectKind = "container"
	Process    SubjectKind = "process"
	GPU        SubjectKind = "gpu"
	FileSystem SubjectKind = "filesystem"
	Endpoint   SubjectKind = "endpoint"
	File       SubjectKind = "file"
	Image      SubjectKind = "image"
	Network    SubjectKind = "network"
	Volume     SubjectKind = "volume"
	Unit       SubjectKind = "unit" // a systemd unit
	Pod        SubjectKind = "pod"
)

// A Subject names what a fact is about. Empty fields are unknown; the topology
// fills them in and decides which subjects are the same.
type Subject struct {
	Kind    SubjectKind `expr:"kind" json:"kind" doc:"container, host, process, gpu, filesystem, endpoint, file, image, network, volume, unit or pod"`
	Name    string      `expr:"name" json:"name" doc:"the name a person uses: shopfront-redis-1, redis:6379, /dev/sda1, GPU 0"`
	ID      string      `expr:"id" json:"id,omitempty" doc:"the machine's identifier: container id, GPU UUID, process id"`
	Service string      `expr:"service" json:"service,omitempty" doc:"compose service or Kubernetes container"`
	Project string      `expr:"project" json:"project,omitempty" doc:"compose project or Kubernetes namespace"`
	Host    string      `expr:"host" json:"host,omitempty" doc:"the host it lives on"`
}

// Zero reports whether nothing is known of the subject.
func (s Subject) Zero() bool { return s == Subject{} }

// Label is the shortest text that still names the subject for a person.
func (s Subject) Label() string {
	switch {
	case s.Name != "":
		return s.Name
	case s.Service != "":
		return s.Service
	case len(s.ID) > 12:
		return s.ID[:12]
	case s.ID != "":
		return s.ID
	default:
		return string(s.Kind)
	}
}

// Called reports whether a person may call the subject by this name: its own,
// its service's, or 12 digits of its id.
func (s Subject) Called(name string) bool {
	return s.Name == name || s.Service == name || len(name) >= 12 && strings.HasPrefix(s.ID, name)
}
