package inspect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/address"
	"culprit/parsers/section"
)

var fullID = lazyregexp.New(`[0-9a-f]{64}`)

// container emits the container.state of one document.
func container(r *section.Reader, raw []byte, origin fact.Origin, emit func(fact.Fact)) {
	var d document
	if err := json.Unmarshal(raw, &d); err != nil {
		var typeError *json.UnmarshalTypeError
		if !asTypeError(err, &typeError) {
			r.Skip(section.Line{Number: origin.Line}, 1, int64(len(raw)), "unreadable container: "+err.Error())
			return
		}
		// One field of another type (a version we do not know) leaves the rest.
	}
	s := state(&d)
	for i := range s.EnvAddresses {
		if at := bytes.Index(raw, []byte(`"`+s.EnvAddresses[i].Name+`=`)); at >= 0 {
			s.EnvAddresses[i].Line = origin.Line + bytes.Count(raw[:at], []byte("\n"))
		}
	}
	if s.ID == "" {
		s.ID = fullID.FindString(r.Stream)
	}
	subject := fact.Subject{Kind: fact.Container, Name: s.Name, ID: s.ID, Service: s.Service, Project: s.Project}
	if s.Name == "" && s.ID == "" {
		if len(r.Command) > 2 && r.Command[1] == "inspect" {
			subject.Name = r.Command[len(r.Command)-1]
		} else {
			subject = r.Subject
			subject.Kind = fact.Container
		}
		s.Name = subject.Name
	}
	emit(fact.Fact{Kind: "container.state", Subject: subject, Origin: origin, Text: summary(s), Data: s})
}

func asTypeError(err error, target **json.UnmarshalTypeError) bool {
	e, ok := err.(*json.UnmarshalTypeError)
	*target = e
	return ok
}

func state(d *document) *fact.ContainerState {
	h := &d.HostConfig
	s := &fact.ContainerState{
		ID: firstOf(d.ID, d.ID2), Name: strings.TrimPrefix(d.Name, "/"),
		Image: firstOf(d.Config.Image, d.ImageName), ImageID: d.Image, Platform: platform(d), Runtime: firstOf(h.Runtime, d.OCIRuntime),
		Status: d.State.Status, Running: d.State.Running, Restarting: d.State.Restarting, Dead: d.State.Dead,
		OOMKilled: d.State.OOMKilled, ExitCode: d.State.ExitCode, Error: d.State.Error, PID: d.State.Pid,
		CreatedAt: d.Created, StartedAt: realTime(d.State.StartedAt), FinishedAt: realTime(d.State.FinishedAt),
		RestartCount: d.RestartCount, RestartPolicy: h.RestartPolicy.Name, MaxRetries: h.RestartPolicy.MaximumRetryCount,
		MemoryLimitBytes: h.Memory, MemorySwapBytes: h.MemorySwap, MemoryReservation: h.MemoryReservation,
		OOMKillDisabled: h.OomKillDisable != nil && *h.OomKillDisable, ShmSizeBytes: h.ShmSize,
		CgroupParent: h.CgroupParent, ProcessLabel: d.ProcessLabel, NetworkMode: h.NetworkMode, Privileged: h.Privileged, ReadOnlyRoot: h.ReadonlyRootfs,
		CapAdd: h.CapAdd, CapDrop: h.CapDrop, SecurityOpt: h.SecurityOpt, Links: h.Links, ExtraHosts: h.ExtraHosts, DNS: h.Dns,
		LogDriver: h.LogConfig.Type, LogMaxSize: h.LogConfig.Config["max-size"], LogPath: d.LogPath,
		Entrypoint: d.Config.Entrypoint, Command: d.Config.Cmd, WorkingDir: d.Config.WorkingDir, User: d.Config.User,
		Hostname: d.Config.Hostname, TTY: d.Config.Tty, StopSignal: strings.Trim(string(d.Config.StopSignal), `"`),
		Labels: d.Config.Labels,
	}
	if s.Status == "" && (s.ID != "" || d.State.Running) {
		s.Status = derivedStatus(d)
	}
	s.Service, s.Project = d.Config.Labels["com.docker.compose.service"], d.Config.Labels["com.docker.compose.project"]
	s.DependsOn = dependsOn(d.Config.Labels["com.docker.compose.depends_on"])
	if d.Config.StopTimeout != nil {
		s.StopTimeoutSeconds = *d.Config.StopTimeout
	}
	if h.PidsLimit != nil {
		s.PidsLimit = *h.PidsLimit
	}
	switch {
	case h.NanoCpus > 0:
		s.CPUs = float64(h.NanoCpus) / 1e9
	case h.CpuQuota > 0:
		period := h.CpuPeriod
		if period <= 0 {
			period = 100_000 // the kernel's default, in microseconds
		}
		s.CPUs = float64(h.CpuQuota) / float64(period)
	}
	for _, u := range h.Ulimits {
		if strings.TrimPrefix(strings.ToLower(u.Name), "rlimit_") == "nofile" {
			s.NofileLimit = u.Soft
		}
	}
	for _, q := range h.DeviceRequests {
		s.GPURequested = s.GPURequested || q.Driver == "nvidia" || slices.ContainsFunc(q.Capabilities, func(c []string) bool { return slices.Contains(c, "gpu") })
	}
	s.GPURequested = s.GPURequested || h.Runtime == "nvidia"
	for _, dev := range h.Devices {
		s.Devices = append(s.Devices, dev.PathOnHost)
		s.GPURequested = s.GPURequested || strings.HasPrefix(dev.PathOnHost, "/dev/nvidia")
	}
	if d.Config.Healthcheck != nil {
		s.HealthTest = healthTest(d.Config.Healthcheck.Test)
	}
	readHealth(s, d.State.Health)
	readHealth(s, d.State.Healthcheck)
	readEnv(s, d.Config.Env)
	readNetworks(s, d)
	readMounts(s, d)
	return s
}

func readHealth(s *fact.ContainerState, h *health) {
	if h == nil || h.Status == "none" || h.Status == "" {
		return
	}
	s.Health, s.FailingStreak = h.Status, h.FailingStreak
	for _, probe := range slices.Backward(h.Log) {
		if probe.ExitCode != 0 {
			s.HealthExitCode, s.HealthOutput = probe.ExitCode, strings.TrimSpace(probe.Output[:min(len(probe.Output), 1024)])
			break
		}
	}
}

// readEnv keeps names and addresses. The values go no further.
func readEnv(s *fact.ContainerState, env []string) {
	for _, e := range env {
		name, value, set := strings.Cut(e, "=")
		s.EnvNames = append(s.EnvNames, name)
		if set && strings.TrimSpace(value) == "" {
			s.EnvEmpty = append(s.EnvEmpty, name)
		}
	}
	s.EnvAddresses = address.All(env)
}

func readNetworks(s *fact.ContainerState, d *document) {
	for _, name := range slices.Sorted(maps.Keys(d.NetworkSettings.Networks)) {
		n := d.NetworkSettings.Networks[name]
		e := fact.NetworkEndpoint{Name: name, ID: n.NetworkID, Address: n.IPAddress, Gateway: n.Gateway}
		for _, a := range append(n.Aliases, n.DNSNames...) {
			if !slices.Contains(e.Aliases, a) {
				e.Aliases = append(e.Aliases, a)
			}
		}
		s.Networks = append(s.Networks, e)
	}
	bindings := d.NetworkSettings.Ports
	if len(bindings) == 0 {
		bindings = d.HostConfig.PortBindings
	}
	for _, key := range slices.Sorted(maps.Keys(bindings)) {
		port, protocol, _ := strings.Cut(key, "/")
		p := fact.PortBinding{Protocol: protocol}
		p.ContainerPort, _ = strconv.Atoi(port)
		if len(bindings[key]) == 0 {
			s.Ports = append(s.Ports, p)
		}
		for _, b := range bindings[key] {
			p.HostIP = b.HostIP
			p.HostPort, _ = strconv.Atoi(b.HostPort)
			if !slices.Contains(s.Ports, p) {
				s.Ports = append(s.Ports, p)
			}
		}
	}
}

func readMounts(s *fact.ContainerState, d *document) {
	for _, m := range d.Mounts {
		s.Mounts = append(s.Mounts, fact.Mount{Type: m.Type, Name: m.Name, Source: m.Source, Destination: m.Destination, ReadOnly: m.RW != nil && !*m.RW})
	}
	for _, key := range slices.Sorted(maps.Keys(d.MountPoints)) {
		m := d.MountPoints[key]
		s.Mounts = append(s.Mounts, fact.Mount{Type: m.Type, Name: m.Name, Source: m.Source, Destination: m.Destination, ReadOnly: m.RW != nil && !*m.RW})
	}
	if len(s.Mounts) == 0 {
		for _, b := range d.HostConfig.Binds {
			if parts := strings.SplitN(b, ":", 3); len(parts) >= 2 {
				s.Mounts = append(s.Mounts, fact.Mount{Type: "bind", Source: parts[0], Destination: parts[1], ReadOnly: len(parts) == 3 && strings.Contains(parts[2], "ro")})
			}
		}
	}
}

// dependsOn reads the label of compose: "db:service_healthy:false,cache:…".
func dependsOn(label string) []string {
	var services []string
	for _, part := range strings.Split(label, ",") {
		if name, _, _ := strings.Cut(strings.TrimSpace(part), ":"); name != "" {
			services = append(services, name)
		}
	}
	return services
}

func healthTest(test []string) string {
	if len(test) > 0 && (test[0] == "CMD" || test[0] == "CMD-SHELL" || test[0] == "NONE") {
		test = test[1:]
	}
	return strings.Join(test, " ")
}

func platform(d *document) string {
	if p := d.ImageManifest.Platform; p.Architecture != "" {
		return p.OS + "/" + p.Architecture
	}
	return firstOf(d.Platform, d.Os)
}

// derivedStatus is the status of config.v2.json, which has none.
func derivedStatus(d *document) string {
	switch st := &d.State; {
	case st.Restarting:
		return "restarting"
	case st.Paused:
		return "paused"
	case st.Running:
		return "running"
	case st.Dead:
		return "dead"
	case realTime(st.StartedAt).IsZero() && d.HostConfig.RestartPolicy.Name == "":
		return ""
	case realTime(st.StartedAt).IsZero():
		return "created"
	default:
		return "exited"
	}
}

// realTime: Docker writes year 1 for "never".
func realTime(t time.Time) time.Time {
	if t.Year() <= 1 {
		return time.Time{}
	}
	return t.UTC()
}

// summary is the text shown as evidence: the values that decide, by the names
// they have in the document.
func summary(s *fact.ContainerState) string {
	text := "State.Status=" + s.Status
	add := func(name string, value any, show bool) {
		if show {
			text += fmt.Sprintf(" %s=%v", name, value)
		}
	}
	add("State.OOMKilled", true, s.OOMKilled)
	add("State.ExitCode", s.ExitCode, true)
	add("HostConfig.Memory", s.MemoryLimitBytes, s.MemoryLimitBytes > 0)
	add("RestartCount", s.RestartCount, s.RestartCount > 0)
	add("State.Health", s.Health, s.Health != "")
	add("State.Error", strconv.Quote(s.Error), s.Error != "")
	add("Health.Output", strconv.Quote(s.HealthOutput[:min(len(s.HealthOutput), 300)]), s.HealthOutput != "" && s.FailingStreak > 0)
	return text
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
