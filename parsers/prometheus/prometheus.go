// Package prometheus reads a scrape in the text format of Prometheus or
// OpenMetrics, as far as cAdvisor, kube-state-metrics, NVIDIA's DCGM exporter
// and node_exporter say what other outputs say too:
//
//	container_oom_events_total{name="cache",…} 3
//	DCGM_FI_DEV_XID_ERRORS{gpu="0",UUID="GPU-…"} 79
//
// One fact is made of all series about one thing.
package prometheus

import (
	"bytes"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// Parser reads scrapes.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "prometheus" }

var (
	comment = lazyregexp.New(`^# (?:HELP|TYPE|UNIT) [a-zA-Z_:][\w:]* ?`)
	sample  = lazyregexp.New(`^([a-zA-Z_:][\w:]*)\{((?:[a-zA-Z_]\w* ?= ?"(?:[^"\\]|\\.)*" ?,? ?)*)\} ([-+0-9.eE]+|NaN|[-+]Inf)(?: -?[\d.]+)?$`)
	plain   = lazyregexp.New(`^[a-zA-Z_:][\w:]* ([-+0-9.eE]+|NaN|[-+]Inf)(?: \d{10,13})?$`)
	label   = lazyregexp.New(`([a-zA-Z_]\w*) ?= ?"((?:[^"\\]|\\.)*)"`)
	ours    = lazyregexp.New(`^(?:container|kube|DCGM|machine|node|go|process|cadvisor)_\w+`)
)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	line := section.Text(first)
	return len(line) < 4<<10 && (comment.MatchString(line) || sample.MatchString(line) && ours.MatchString(line))
}

// A series is one sample.
type series struct {
	name   string
	labels map[string]string
	value  float64
	at     fact.Origin
	text   string
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	g := newGroups()
	for first := true; ; first = false {
		line, ok := r.PeekText()
		m := sample.FindStringSubmatch(line)
		mine := m != nil || line == "" || line == "# EOF" || comment.MatchString(line) || plain.MatchString(line)
		if !ok || !mine && !first {
			break
		}
		l, ok := r.Next()
		if !ok {
			break
		}
		if m == nil || !strings.HasPrefix(m[1], "container_") && !strings.HasPrefix(m[1], "kube_") && !strings.HasPrefix(m[1], "DCGM_") && !strings.HasPrefix(m[1], "node_filesystem_") {
			g.plain(r, l, line)
			continue
		}
		value, err := strconv.ParseFloat(m[3], 64)
		if err != nil || value != value {
			continue
		}
		s := series{name: m[1], labels: map[string]string{}, value: value, at: r.Origin(l), text: line}
		for _, pair := range label.FindAllStringSubmatch(m[2], -1) {
			s.labels[pair[1]] = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n").Replace(pair[2])
		}
		g.add(&s)
	}
	g.emit(emit)
	return nil
}
