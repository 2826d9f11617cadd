package dockerinfo

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/yaml"
)

var (
	infoHead    = lazyregexp.New(`^\s*\{\s*"(?:ID|Containers)"\s*:[^{}]*"ContainersRunning"\s*:`)
	versionHead = lazyregexp.New(`^\s*\{\s*"(?:Client|Platform)"\s*:\s*\{[\s\S]*?"ApiVersion"\s*:`)
	podmanHead  = lazyregexp.New(`^(?:host:\s*\n  (?:arch|buildahVersion|cgroup)|\{\s*"host":\s*\{\s*"(?:arch|buildahVersion|cgroup))`)
)

func isJSON(head []byte) bool { return infoHead.Match(head) || versionHead.Match(head) }

func isPodman(head []byte) bool { return podmanHead.Match(head[:min(len(head), 200)]) }

// document is SystemInfo and the server's half of SystemVersion of the API.
type document struct {
	Containers, ContainersRunning                   *int
	Driver, DockerRootDir, LoggingDriver            string
	CgroupDriver, CgroupVersion                     string
	KernelVersion, OperatingSystem, Architecture    string
	NCPU                                            *int
	MemTotal                                        *int64
	Name, ServerVersion, SystemTime, DefaultRuntime string
	Runtimes                                        map[string]json.RawMessage
	LiveRestoreEnabled                              bool
	Warnings                                        []string
	ServerErrors                                    []string
	Server                                          *struct {
		Version, ApiVersion, KernelVersion, Arch string
	}
	Version, ApiVersion, Arch string // /version of the API itself
}

func parseJSON(r *section.Reader, emit func(fact.Fact)) error {
	doc, ok := r.ReadJSON()
	if !ok {
		return r.Err()
	}
	var v document
	if err := json.Unmarshal(doc.Bytes, &v); err != nil && v.ServerVersion == "" {
		r.Skip(doc.First, 1, int64(len(doc.Bytes)), "damaged JSON")
		return nil
	}
	d := newInfo()
	d.DockerVersion, d.StorageDriver, d.DockerRoot, d.LogDriver = v.ServerVersion, v.Driver, v.DockerRootDir, v.LoggingDriver
	d.CgroupDriver, d.CgroupVersion, d.Kernel, d.OS, d.Architecture = v.CgroupDriver, v.CgroupVersion, v.KernelVersion, v.OperatingSystem, v.Architecture
	d.Hostname, d.DefaultRuntime, d.LiveRestore, d.Now = v.Name, v.DefaultRuntime, v.LiveRestoreEnabled, instant(v.SystemTime)
	d.Runtimes = slices.Sorted(maps.Keys(v.Runtimes))
	for _, w := range v.Warnings {
		d.Warnings = append(d.Warnings, string(bytes.TrimPrefix([]byte(w), []byte("WARNING: "))))
	}
	for to, from := range map[*int]*int{&d.Containers: v.Containers, &d.Running: v.ContainersRunning, &d.CPUs: v.NCPU} {
		if from != nil {
			*to = *from
		}
	}
	if v.MemTotal != nil && *v.MemTotal > 0 {
		d.MemoryBytes = *v.MemTotal
	}
	switch {
	case v.Server != nil:
		d.DockerVersion, d.APIVersion, d.Kernel = v.Server.Version, v.Server.ApiVersion, v.Server.KernelVersion
	case d.DockerVersion == "" && v.ApiVersion != "":
		d.DockerVersion, d.APIVersion = v.Version, v.ApiVersion
	}
	at := r.Origin(doc.First)
	if d.DockerVersion != "" {
		emit(fact.Fact{Kind: "host.info", Subject: fact.Subject{Kind: fact.Host}, Origin: at, Text: summary(d), Data: d})
	}
	for _, e := range v.ServerErrors { // the client's own words, where the text form prints ERROR:
		emit(fact.Fact{Kind: "log.line", Subject: fact.Subject{Kind: fact.Host}, Origin: at, Text: e, Data: &fact.LogLine{Message: e, Logger: "docker", Lines: 1}})
	}
	return nil
}

// podman is the part of podman info that is kept.
type podman struct {
	Host struct {
		Arch, CgroupManager, CgroupVersion, Kernel, Hostname, LogDriver string
		CPUs                                                            int
		MemTotal                                                        int64
		Distribution                                                    struct{ Distribution, Version string }
		OCIRuntime                                                      struct{ Name string }
	}
	Store struct {
		GraphDriverName, GraphRoot string
		ContainerStore             struct{ Number, Running int }
	}
	Version struct{ Version, APIVersion string }
}

func parsePodman(r *section.Reader, emit func(fact.Fact)) error {
	var raw []byte
	var first section.Line
	if peek, _ := r.PeekLine(); bytes.HasPrefix(peek, []byte("{")) {
		doc, ok := r.ReadJSON()
		if !ok {
			return r.Err()
		}
		raw, first = doc.Bytes, doc.First
	} else {
		var err error
		if raw, first, err = readYAML(r); err != nil {
			r.Skip(first, 1, 0, "damaged YAML: "+err.Error())
			return nil
		}
	}
	var p podman
	if err := json.Unmarshal(raw, &p); err != nil && p.Host.Kernel == "" {
		r.Skip(first, 1, int64(len(raw)), "damaged document")
		return nil
	}
	d := newInfo()
	d.DockerVersion, d.APIVersion = "podman "+p.Version.Version, p.Version.APIVersion
	d.Architecture, d.CgroupDriver, d.Kernel, d.Hostname, d.LogDriver = p.Host.Arch, p.Host.CgroupManager, p.Host.Kernel, p.Host.Hostname, p.Host.LogDriver
	d.CgroupVersion = string(bytes.TrimPrefix([]byte(p.Host.CgroupVersion), []byte("v")))
	d.CPUs, d.MemoryBytes, d.OS = p.Host.CPUs, p.Host.MemTotal, p.Host.Distribution.Distribution+" "+p.Host.Distribution.Version
	d.StorageDriver, d.DockerRoot, d.DefaultRuntime = p.Store.GraphDriverName, p.Store.GraphRoot, p.Host.OCIRuntime.Name
	d.Containers, d.Running = p.Store.ContainerStore.Number, p.Store.ContainerStore.Running
	emit(fact.Fact{Kind: "host.info", Subject: fact.Subject{Kind: fact.Host}, Origin: r.Origin(first), Text: summary(d), Data: d})
	return nil
}

var yamlLine = lazyregexp.New(`^(?:\s|(?:host|plugins|registries|store|version):)`)

// readYAML takes the lines of podman info and returns them as JSON.
func readYAML(r *section.Reader) (raw []byte, first section.Line, err error) {
	var text []byte
	for {
		peek, ok := r.PeekLine()
		if !ok || !yamlLine.Match(peek) || len(text) > yaml.MaxDocument {
			break
		}
		l, ok := r.Next()
		if !ok {
			break
		}
		if text == nil {
			first = section.Line{Number: l.Number, Offset: l.Offset}
		}
		text = append(append(text, l.Bytes...), '\n')
	}
	node, err := yaml.Read(text)
	if err != nil || node == nil {
		return nil, first, err
	}
	raw, err = yaml.JSON(node)
	return raw, first, err
}
