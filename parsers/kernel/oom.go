package kernel

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

// pageSize is that of x86 and most arm64 kernels; the report prints pages.
const pageSize = 4096

// maxTasks is how many rows of the task table are kept, the largest.
const maxTasks = 5

// A report is one out-of-memory report while it is being printed.
type report struct {
	fact.OOMKill
	first   fact.Origin
	last    Record   // the latest line, its text copied
	columns []string // of the task table
	tasks   []fact.OOMTask
	summary bool // an oom-kill: or Kill process line was seen
}

func (r *report) telling() bool { return r.summary }

var (
	invoked   = lazyregexp.New(`^(.{1,40}?) invoked oom-killer:`)
	killedAs  = lazyregexp.New(`^Task in (\S+) killed as a result of limit of (\S+)`)
	usage     = lazyregexp.New(`^memory: usage (\d+)kB, limit (\d+)kB, failcnt (\d+)`)
	killLine  = lazyregexp.New(`^(?:(Memory cgroup out of memory|Out of memory(?: \([^)]*\))?)[:.] )?(?:Killed|Kill|killed) process (\d+)(?: \(([^)]*)\)|, UID \d+, \(([^)]*)\))(.*)$`)
	amount    = lazyregexp.New(`(total-vm|anon-rss|file-rss|shmem-rss|vsz|rss):(\d+)kB`)
	groupKill = lazyregexp.New(`^Tasks in (\S+) are going to be killed due to memory\.oom\.group set`)
	invokedBy = lazyregexp.New(`^CPU: \d+ (?:UID: \d+ )?PID: (\d+) Comm: `)
	uidField  = lazyregexp.New(`(?:UID|uid)[:=](\d+)`)
	adjField  = lazyregexp.New(`oom_score_adj[:=] ?(-?\d+)`)
	container = lazyregexp.New(`[0-9a-f]{64}`)
	podUID    = lazyregexp.New(`pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})`)
)

// oomLine takes a record into the report; false when it is not part of one.
func (m *Machine) oomLine(rec Record) bool {
	text := rec.Text
	if !bytes.Contains(text, []byte("oom")) && !bytes.Contains(text, []byte("ill")) && m.oom == nil {
		return false
	}
	if s := invoked.FindSubmatch(text); s != nil {
		m.Flush()
		m.oom = newReport(rec)
		m.oom.Invoker = string(s[1])
		return true
	}
	if s := killLine.FindSubmatch(text); s != nil && !bytes.HasPrefix(text, []byte("oom_reaper")) {
		return m.killed(rec, s)
	}
	if bytes.HasPrefix(text, []byte("oom-kill:")) {
		if m.oom == nil {
			m.oom = newReport(rec)
		}
		m.oom.fields(string(text[len("oom-kill:"):]))
		m.oom.keep(rec)
		return true
	}
	if m.oom == nil {
		return bytes.HasPrefix(text, []byte("oom_reaper:"))
	}
	return m.oom.line(rec)
}

func newReport(rec Record) *report {
	r := &report{OOMKill: fact.OOMKill{UID: -1, SwapBytes: -1, SwapFreeBytes: -1}, first: rec.Origin}
	r.keep(rec)
	return r
}

// keep remembers the latest line with a copy of its text.
func (r *report) keep(rec Record) {
	rec.Text = bytes.Clone(clip(rec.Text))
	r.last = rec
}

// line reads the lines between the head and the kill.
func (r *report) line(rec Record) bool {
	text := rec.Text
	switch {
	case bytes.HasPrefix(text, []byte("Task in ")):
		if s := killedAs.FindSubmatch(text); s != nil {
			r.Constraint = "memcg"
			r.cgroups(string(s[2]), string(s[1]))
		}
	case bytes.HasPrefix(text, []byte("memory: usage")):
		if s := usage.FindSubmatch(text); s != nil {
			r.UsageBytes, r.LimitBytes, r.FailCount = kib(s[1]), kib(s[2]), integer(s[3])
		}
	case bytes.HasPrefix(text, []byte("hierarchical_memory_limit ")):
		if r.LimitBytes == 0 {
			r.LimitBytes = integer(text[len("hierarchical_memory_limit "):])
		}
	case bytes.HasPrefix(text, []byte("CPU: ")):
		if s := invokedBy.FindSubmatch(text); s != nil {
			r.InvokerPID = int(integer(s[1]))
		}
	case bytes.HasPrefix(text, []byte("Free swap")):
		r.SwapFreeBytes = kib(digits(text))
	case bytes.HasPrefix(text, []byte("Total swap")):
		r.SwapBytes = kib(digits(text))
	case bytes.HasPrefix(text, []byte("Tasks in ")):
		r.Group = groupKill.Match(text)
	case bytes.Contains(text, []byte("total_vm")) && bytes.HasSuffix(text, []byte("name")):
		r.columns = strings.Fields(strings.NewReplacer("[", " ", "]", " ").Replace(string(text)))
	case len(text) > 0 && text[0] == '[' && r.columns != nil:
		r.task(text)
	default:
		return interior(text)
	}
	r.keep(rec)
	return true
}

// interior reports whether a line belongs to the body of a report: statistics
// and the call trace. Other subsystems' lines may stand between.
func interior(text []byte) bool {
	for _, p := range []string{"Mem-Info", "Memory cgroup stats", "Tasks state", "Call Trace", "Hardware name", "memory+swap: usage", "kmem: usage", "swap: usage", " <TASK>", " </TASK>", "Node ", "lowmem_reserve", "active_anon", "cache ", "rss ", "RIP:", "RSP:", "R10:", "R13:", "RAX:", "RDX:", "RBP:", "Swap cache", "oom_score_adj"} {
		if bytes.HasPrefix(text, []byte(p)) {
			return true
		}
	}
	return false
}

// task reads a row of the task table: [  29266]     0 29266    19808 …  name.
func (r *report) task(text []byte) {
	values := strings.Fields(strings.NewReplacer("[", " ", "]", " ").Replace(string(text)))
	if len(values) < 5 || len(values) < len(r.columns) {
		return
	}
	var t fact.OOMTask
	for i, column := range r.columns {
		switch column {
		case "pid":
			t.PID, _ = strconv.Atoi(values[i])
		case "rss":
			pages, _ := strconv.ParseInt(values[i], 10, 64)
			t.RSSBytes = pages * pageSize
		case "name":
			t.Name = strings.Join(values[i:], " ")
		}
	}
	r.tasks = append(r.tasks, t)
	slices.SortStableFunc(r.tasks, func(a, b fact.OOMTask) int { return cmp.Compare(b.RSSBytes, a.RSSBytes) })
	r.tasks = r.tasks[:min(len(r.tasks), maxTasks)]
}

// constraints of the oom-kill: line (enum oom_constraint, include/linux/oom.h).
var constraints = map[string]string{
	"CONSTRAINT_NONE": "none", "CONSTRAINT_MEMCG": "memcg", "CONSTRAINT_CPUSET": "cpuset", "CONSTRAINT_MEMORY_POLICY": "mempolicy",
}

// fields reads the oom-kill: line of Linux 5.0 and later.
func (r *report) fields(text string) {
	r.summary = true
	limit, task := "", ""
	for _, field := range strings.Split(text, ",") {
		key, value, _ := strings.Cut(field, "=")
		switch key {
		case "constraint":
			r.Constraint = constraints[value]
		case "cpuset":
			r.InvokerID, _ = cgroupIDs(value)
		case "oom_memcg":
			limit = value
		case "task_memcg":
			task = value
		case "task":
			r.Process = value
		case "pid":
			r.PID, _ = strconv.Atoi(value)
		case "uid":
			r.UID, _ = strconv.Atoi(value)
		}
	}
	r.cgroups(limit, task)
}

// cgroups notes whose limit was hit and whose task died: they can differ.
func (r *report) cgroups(limit, task string) {
	r.LimitCgroup, r.TaskCgroup = limit, task
	r.ContainerID, r.PodID = cgroupIDs(task)
	r.LimitID, _ = cgroupIDs(limit)
}

// cgroupIDs finds the container and pod in a cgroup path. All engines put the
// 64 digits of the container into it: /docker/<id>, docker-<id>.scope,
// libpod-<id>.scope, cri-containerd-<id>.scope, crio-<id>.scope,
// /kubepods/burstable/pod<uid>/<id>. With nested cgroups the last id counts.
func cgroupIDs(path string) (id, pod string) {
	if all := container.FindAllString(path, -1); len(all) > 0 {
		id = all[len(all)-1]
	}
	if s := podUID.FindStringSubmatch(path); s != nil {
		pod = strings.ReplaceAll(s[1], "_", "-")
	}
	return id, pod
}

// killed reads the line that ends a report. Kernels up to 4.20 print "Kill
// process … or sacrifice child" first, then "Killed process …" of the victim,
// which may be the child.
func (m *Machine) killed(rec Record, s [][]byte) bool {
	if m.oom == nil {
		m.oom = newReport(rec)
	}
	r := m.oom
	switch cause := string(s[1]); {
	case strings.HasPrefix(cause, "Memory cgroup"):
		r.Constraint = "memcg"
	case r.Constraint == "":
		r.Constraint = "none"
	}
	r.PID = int(integer(s[2]))
	if r.Process = string(s[3]); r.Process == "" {
		r.Process = string(s[4])
	}
	rest := s[5]
	r.keep(rec)
	if bytes.Contains(rest, []byte("or sacrifice child")) {
		r.summary = true
		return true
	}
	for _, a := range amount.FindAllSubmatch(rest, -1) {
		switch string(a[1]) {
		case "total-vm", "vsz":
			r.TotalVMBytes = kib(a[2])
		case "anon-rss", "rss":
			r.AnonRSSBytes = kib(a[2])
		case "file-rss":
			r.FileRSSBytes = kib(a[2])
		case "shmem-rss":
			r.ShmemRSSBytes = kib(a[2])
		}
	}
	if a := uidField.FindSubmatch(rest); a != nil {
		r.UID = int(integer(a[1]))
	}
	if a := adjField.FindSubmatch(rest); a != nil {
		r.OOMScoreAdj = int(integer(a[1]))
	}
	m.finish(r.last)
	m.end()
	return true
}

// finish emits the report at the place of its last telling line.
func (m *Machine) finish(at Record) {
	data := m.oom.OOMKill
	data.Tasks = m.oom.tasks
	subject := fact.Subject{Kind: fact.Process, Name: data.Process, ID: strconv.Itoa(data.PID)}
	if data.ContainerID != "" {
		subject = fact.Subject{Kind: fact.Container, ID: data.ContainerID}
	}
	m.fact(at, "kernel.oom_kill", subject, &data)
}

func kib(b []byte) int64 { return integer(b) * 1024 }

func integer(b []byte) int64 {
	n, _ := strconv.ParseInt(string(bytes.TrimSpace(b)), 10, 64)
	return n
}

// digits returns the first run of digits.
func digits(b []byte) []byte {
	start := bytes.IndexAny(b, "0123456789")
	if start < 0 {
		return nil
	}
	end := start
	for end < len(b) && b[end] >= '0' && b[end] <= '9' {
		end++
	}
	return b[start:end]
}
