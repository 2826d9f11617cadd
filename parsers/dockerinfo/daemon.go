package dockerinfo

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// daemon.json of docker, docs.docker.com/reference/cli/dockerd/#daemon-configuration-file:
// keys that nothing else has, and such that need one of them beside.
var (
	daemonKey   = lazyregexp.New(`"(?:data-root|log-driver|log-opts|log-level|storage-driver|storage-opts|exec-opts|insecure-registries|registry-mirrors|live-restore|default-runtime|default-address-pools|default-ulimits|userland-proxy|userns-remap|max-concurrent-downloads|max-concurrent-uploads|shutdown-timeout|default-shm-size|cgroup-parent|bip|fixed-cidr|dns-opts|dns-search|no-new-privileges|default-network-opts|containerd-snapshotter|nvidia-container-runtime)"\s*:`)
	daemonFirst = lazyregexp.New(`^\s*\{\s*"(?:[a-z]+(?:-[a-z]+)+|bip|mtu|dns|hosts|debug|experimental|features|runtimes|proxies|builder|iptables|ip6tables|ipv6|labels|bridge|group|tls|tlsverify|tlscacert)"\s*:`)
)

func isDaemon(head []byte) bool {
	return daemonFirst.Match(head[:min(len(head), 200)]) && daemonKey.Match(head)
}

// secretSettings may hold credentials of a proxy.
var secretSettings = []string{"proxies", "http-proxy", "https-proxy"}

// parseDaemon reads daemon.json. A mistake in it is told as docker tells it when
// it refuses to start.
func parseDaemon(r *section.Reader, emit func(fact.Fact)) error {
	doc, ok := r.ReadJSON()
	if !ok {
		return r.Err()
	}
	var settings map[string]json.RawMessage
	if err := json.Unmarshal(doc.Bytes, &settings); err != nil {
		r.Skip(doc.First, 1, int64(len(doc.Bytes)), "damaged JSON: "+err.Error())
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) && doc.Complete {
			at := int(syntax.Offset) - 1
			message := "daemon.json: " + err.Error()
			line := lineAt(doc.Bytes, at)
			emit(fact.Fact{
				Kind: "log.line", Subject: fact.Subject{Kind: fact.Host}, Origin: fact.Origin{Stream: r.Stream, Line: doc.LineOf(at), Offset: doc.First.Offset + int64(at)},
				Text: line, Data: &fact.LogLine{Message: message, Level: "error", Logger: "dockerd", Lines: 1, Scattered: true},
			})
		}
		return nil
	}
	for _, key := range slices.Sorted(maps.Keys(settings)) {
		if slices.Contains(secretSettings, key) {
			continue
		}
		at := max(0, bytes.Index(doc.Bytes, []byte(`"`+key+`"`)))
		origin := fact.Origin{Stream: r.Stream, Line: doc.LineOf(at), Offset: doc.First.Offset + int64(at)}
		var options map[string]json.RawMessage
		if json.Unmarshal(settings[key], &options) != nil {
			emit(setting("docker."+key, settings[key], origin))
			continue
		}
		for _, option := range slices.Sorted(maps.Keys(options)) {
			emit(setting("docker."+key+"."+option, options[option], origin))
		}
	}
	return nil
}

func lineAt(text []byte, at int) string {
	at = max(0, min(at, len(text)))
	begin := bytes.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := bytes.Cut(text[begin:], []byte("\n"))
	return strings.TrimSpace(string(line[:min(len(line), fact.MaxText)]))
}

func setting(name string, raw json.RawMessage, at fact.Origin) fact.Fact {
	var compact bytes.Buffer
	if json.Compact(&compact, raw) != nil {
		compact.Write(raw)
	}
	value := compact.String()
	var s string
	if json.Unmarshal(raw, &s) == nil {
		value = s
	}
	d := &fact.HostSetting{Name: name, Value: value[:min(len(value), 1000)], Num: -1}
	if n, err := strconv.ParseFloat(value, 64); err == nil {
		d.Num = n
	}
	return fact.Fact{Kind: "host.setting", Subject: fact.Subject{Kind: fact.Host}, Origin: at, Text: name + " = " + d.Value, Data: d}
}
