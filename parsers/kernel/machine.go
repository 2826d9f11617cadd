package kernel

import (
	"bytes"

	"culprit/engine/fact"
	"culprit/parsers/section"
)

// A Machine turns kernel records into facts. It is fed in order and keeps the
// one out-of-memory report that is being printed.
type Machine struct {
	interest section.Interest
	emit     func(fact.Fact)
	oom      *report
	spans    []section.Span // of earlier reports
}

// NewMachine makes a machine; a nil interest wants every record.
func NewMachine(interest section.Interest, emit func(fact.Fact)) *Machine {
	return &Machine{interest: interest, emit: emit}
}

// Add takes in one record.
func (m *Machine) Add(rec Record) {
	if m.oomLine(rec) {
		return
	}
	for _, read := range readers {
		if data, kind, subject := read(rec.Text); data != nil {
			m.fact(rec, kind, subject, data)
			return
		}
	}
	if m.interest == nil || m.interest.Wants(rec.Text) || notable(rec.Text) {
		m.fact(rec, "kernel.message", about(rec.Text), &fact.KernelMessage{
			Message: string(clip(rec.Text)), Level: rec.Level, Sequence: rec.Sequence,
		})
	}
}

// about is whom a record that no reader knows speaks of: the container whose
// cgroup it names, else the host.
func about(text []byte) fact.Subject {
	if bytes.Contains(text, []byte(" controller in /")) {
		if id, _ := cgroupIDs(string(text)); id != "" {
			return fact.Subject{Kind: fact.Container, ID: id}
		}
	}
	return fact.Subject{Kind: fact.Host}
}

// Spans are the lines of reports.
func (m *Machine) Spans() []section.Span {
	if m.oom != nil {
		return append(m.spans, m.oom.span(0))
	}
	return m.spans
}

func (r *report) span(last int) section.Span {
	return section.Span{First: section.Line{Number: r.first.Line, Offset: r.first.Offset}, Last: last}
}

// Flush emits a report that was not finished.
func (m *Machine) Flush() {
	if m.oom != nil && m.oom.telling() {
		m.finish(m.oom.last)
	}
	m.end()
}

func (m *Machine) end() {
	if m.oom != nil {
		m.spans = append(m.spans, m.oom.span(m.oom.last.Origin.Line))
	}
	m.oom = nil
}

func (m *Machine) fact(rec Record, kind string, subject fact.Subject, data any) {
	subject.Host = rec.Host
	m.emit(fact.Fact{Kind: kind, Time: rec.Time, Subject: subject, Origin: rec.Origin, Text: string(clip(rec.Text)), Data: data})
}

func clip(text []byte) []byte { return text[:min(len(text), fact.MaxText)] }

// readers recognise one-line records; the first that returns data wins.
var readers = []func([]byte) (data any, kind string, subject fact.Subject){
	gpuError, gpuDriver, audit, segfault, readOnly, ioError,
}

// notablePhrases mark records worth a fact although no rule may ask for them.
var notablePhrases = [][]byte{
	[]byte("blocked for more than"), []byte("soft lockup"), []byte("hard LOCKUP"), []byte("rcu_sched"), []byte("Kernel panic"),
	[]byte("BUG: "), []byte("Oops"), []byte("page allocation failure"), []byte("nf_conntrack: table full"), []byte("nf_conntrack: nf_conntrack: table full"),
	[]byte("TCP: out of memory"), []byte("fork rejected by pids controller"), []byte("Memory failure:"), []byte("Hardware Error"),
	[]byte("cpu clock throttled"), []byte("temperature above threshold"), []byte("VFS: file-max limit"), []byte("neighbour table overflow"),
	[]byte("Out of memory"), []byte("out of memory"), []byte("NVRM:"), []byte("SYN flooding"), []byte("overlayfs:"), []byte("Linux version"),
}

func notable(text []byte) bool {
	for _, p := range notablePhrases {
		if bytes.Contains(text, p) {
			return true
		}
	}
	return false
}
