package compose

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/address"
	"culprit/parsers/section"
	"culprit/parsers/size"
	"culprit/parsers/yaml"
)

// A file is a compose file that is being read.
type file struct {
	reader *section.Reader
	first  section.Line
	emit   func(fact.Fact)
}

func (f file) read(root *yaml.Node) {
	project := ""
	yaml.Fields(root, func(key, value *yaml.Node) {
		if key.Value == "name" && !strings.Contains(value.Value, "$") {
			project = value.Value
		}
	})
	yaml.Fields(root, func(key, value *yaml.Node) {
		if key.Value != "services" {
			return
		}
		yaml.Fields(value, func(name, body *yaml.Node) { f.service(project, name, body) })
	})
}

// service emits the fact of one service, at the line of its name.
func (f file) service(project string, name, body *yaml.Node) {
	line := f.first.Number + name.Line - 1
	raw, err := yaml.JSON(body)
	var s service
	if err == nil {
		err = json.Unmarshal(raw, &s)
	}
	if err != nil && s.Image == "" && len(s.Environment) == 0 {
		f.reader.Skip(section.Line{Number: line}, 1, 0, "unreadable service "+name.Value+": "+err.Error())
		return
	}
	d := s.fact()
	d.Service, d.Project = name.Value, project
	places := f.places(body)
	for i := range d.EnvAddresses {
		d.EnvAddresses[i].Line = places[d.EnvAddresses[i].Name]
	}
	f.emit(fact.Fact{
		Kind: "compose.service", Data: d, Text: "service " + name.Value + " " + d.Image, Origin: fact.Origin{Stream: f.reader.Stream, Line: line, Offset: f.first.Offset},
		Subject: fact.Subject{Kind: fact.Container, Name: d.ContainerName, Service: d.Service, Project: project},
	})
}

// places are the lines of the environment variables of a service.
func (f file) places(body *yaml.Node) map[string]int {
	places := map[string]int{}
	yaml.Fields(body, func(key, value *yaml.Node) {
		if key.Value != "environment" {
			return
		}
		yaml.Fields(value, func(name, _ *yaml.Node) { places[name.Value] = f.first.Number + name.Line - 1 })
		for _, item := range value.Content {
			name, _, _ := strings.Cut(item.Value, "=")
			if _, known := places[name]; !known {
				places[name] = f.first.Number + item.Line - 1
			}
		}
	})
	return places
}

// service is the part of a service that becomes a fact. Elements with a short
// and a long form are read by hand.
type service struct {
	Image         string
	Build         any
	Command       any
	ContainerName string `json:"container_name"`
	DependsOn     any    `json:"depends_on"`
	Links         []string
	Restart       string
	MemLimit      any `json:"mem_limit"`
	CPUs          any `json:"cpus"`
	ShmSize       any `json:"shm_size"`
	Healthcheck   struct {
		Test    any
		Disable bool
	}
	Environment environment
	EnvFile     any `json:"env_file"`
	Ports       []any
	Volumes     []any
	Secrets     []any
	Configs     []any
	Networks    any
	NetworkMode string `json:"network_mode"`
	User        any
	Privileged  bool
	ReadOnly    bool `json:"read_only"`
	Logging     struct {
		Driver  string
		Options map[string]any
	}
	Profiles []string
	Runtime  string
	GPUs     any `json:"gpus"`
	Deploy   struct {
		RestartPolicy struct{ Condition string } `json:"restart_policy"`
		Resources     struct {
			Limits struct {
				Memory any
				CPUs   any `json:"cpus"`
			}
			Reservations struct {
				Devices []struct {
					Driver       string
					Capabilities []string
				}
			}
		}
	}
}

// environment is NAME=value pairs, of a map or a list; a variable without "="
// is passed on from the shell.
type environment []string

// UnmarshalJSON implements json.Unmarshaler.
func (e *environment) UnmarshalJSON(b []byte) error {
	var list []string
	if json.Unmarshal(b, &list) == nil {
		*e = list
		return nil
	}
	var pairs map[string]any
	if err := json.Unmarshal(b, &pairs); err != nil {
		return nil // neither form: nothing to learn
	}
	for _, name := range slices.Sorted(maps.Keys(pairs)) {
		if pairs[name] == nil {
			*e = append(*e, name)
			continue
		}
		*e = append(*e, name+"="+text(pairs[name]))
	}
	return nil
}

func (s *service) fact() *fact.ComposeService {
	d := &fact.ComposeService{
		ContainerName: s.ContainerName, Image: s.Image, Built: s.Build != nil, Command: strings.Join(list(s.Command), " "),
		RestartPolicy: s.Restart, NetworkMode: s.NetworkMode, User: text(s.User), Privileged: s.Privileged, ReadOnlyRoot: s.ReadOnly,
		LogDriver: s.Logging.Driver, LogMaxSize: text(s.Logging.Options["max-size"]), Profiles: s.Profiles, HealthDisabled: s.Healthcheck.Disable,
		EnvFiles: names(s.EnvFile, "path"), Secrets: names(s.Secrets, "source"), Configs: names(s.Configs, "source"), Networks: names(s.Networks, ""),
	}
	if d.RestartPolicy == "" {
		d.RestartPolicy = s.Deploy.RestartPolicy.Condition
	}
	limits := &s.Deploy.Resources.Limits
	d.MemoryLimitBytes = max(0, amount(s.MemLimit), amount(limits.Memory))
	d.ShmSizeBytes = max(0, amount(s.ShmSize))
	for _, v := range []any{s.CPUs, limits.CPUs} {
		if n, err := strconv.ParseFloat(text(v), 64); err == nil && n > 0 {
			d.CPUs = n
		}
	}
	if test := list(s.Healthcheck.Test); len(test) > 0 {
		if test[0] == "NONE" {
			d.HealthDisabled = true
		} else if test[0] == "CMD" || test[0] == "CMD-SHELL" {
			test = test[1:]
		}
		if !d.HealthDisabled {
			d.HealthTest = strings.Join(test, " ")
		}
	}
	s.depends(d)
	s.environment(d)
	for _, p := range s.Ports {
		d.Ports = append(d.Ports, joined(p, ":", "published", "target"))
	}
	for _, v := range s.Volumes {
		d.Volumes = append(d.Volumes, joined(v, ":", "source", "target"))
	}
	d.GPURequested = s.Runtime == "nvidia" || s.GPUs != nil
	for _, dev := range s.Deploy.Resources.Reservations.Devices {
		d.GPURequested = d.GPURequested || dev.Driver == "nvidia" || slices.Contains(dev.Capabilities, "gpu")
	}
	return d
}

// depends reads depends_on: a list, or a map with conditions.
func (s *service) depends(d *fact.ComposeService) {
	d.DependsOn = names(s.DependsOn, "")
	conditions, _ := s.DependsOn.(map[string]any)
	for _, name := range d.DependsOn {
		c, _ := conditions[name].(map[string]any)
		switch c["condition"] {
		case "service_healthy":
			d.DependsHealthy = append(d.DependsHealthy, name)
		case "service_completed_successfully":
			d.DependsCompleted = append(d.DependsCompleted, name)
		}
	}
	for _, link := range s.Links {
		name, _, _ := strings.Cut(link, ":")
		if !slices.Contains(d.DependsOn, name) {
			d.DependsOn = append(d.DependsOn, name)
		}
	}
	if name, ok := strings.CutPrefix(s.NetworkMode, "service:"); ok && !slices.Contains(d.DependsOn, name) {
		d.DependsOn = append(d.DependsOn, name)
	}
}

// interpolation is a variable of the shell in a value: $NAME, ${NAME},
// ${NAME:-default}.
var interpolation = lazyregexp.New(`\$(?:\{(\w+)(?::?([-?+])([^${}]*))?\}|(\w+))`)

// environment keeps names and addresses. A default stands for a variable of
// the shell; a value that is still not known is no address.
func (s *service) environment(d *fact.ComposeService) {
	var known []string
	for _, e := range s.Environment {
		name, value, set := strings.Cut(e, "=")
		d.EnvNames = append(d.EnvNames, name)
		if !set || address.Redacted(value) {
			continue
		}
		if strings.TrimSpace(value) == "" {
			d.EnvEmpty = append(d.EnvEmpty, name)
			continue
		}
		value = interpolation.ReplaceAllStringFunc(value, func(v string) string {
			if m := interpolation.FindStringSubmatch(v); m[2] == "-" {
				return m[3]
			}
			return v
		})
		known = append(known, name+"="+value)
	}
	for _, a := range address.All(known) {
		if !strings.ContainsAny(a.Host+a.Path, "${}") {
			d.EnvAddresses = append(d.EnvAddresses, a)
		}
	}
}

// text is a scalar as text; compose accepts numbers where it wants a string.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// list is a list of texts; a single text is one.
func list(v any) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		var words []string
		for _, x := range v {
			words = append(words, text(x))
		}
		return words
	}
	return []string{text(v)}
}

// names reads a list of names, a map by them, or a list of long forms that
// have the name under key.
func names(v any, key string) []string {
	switch v := v.(type) {
	case map[string]any:
		return slices.Sorted(maps.Keys(v))
	case []any:
		var found []string
		for _, x := range v {
			if long, ok := x.(map[string]any); ok {
				x = long[key]
			}
			found = append(found, text(x))
		}
		return found
	}
	return list(v)
}

// joined is a short form as it is, or the long form's parts.
func joined(v any, by string, keys ...string) string {
	long, ok := v.(map[string]any)
	if !ok {
		return text(v)
	}
	var parts []string
	for _, k := range keys {
		if part := text(long[k]); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, by)
}

// amount reads a byte value of the Compose specification: 512m, 1gb, 64k are
// powers of 1024, a bare number is bytes.
func amount(v any) int64 {
	t := strings.ToLower(text(v))
	if len(t) > 2 && strings.HasSuffix(t, "b") && strings.ContainsAny(t[len(t)-2:len(t)-1], "kmgt") {
		t = t[:len(t)-1]
	}
	return size.Parse(t, 1)
}
