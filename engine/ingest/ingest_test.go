package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"culprit/engine/fact"
	"culprit/engine/source"
)

// files is a source over texts, in order.
type files [][2]string

func (f files) Kind() string { return "folder" }
func (f files) Name() string { return "test" }
func (f files) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		for _, x := range f {
			open := func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(x[1])), nil }
			if !yield(source.Stream{Name: x[0], Size: -1, Open: open, Subject: fact.Subject{Kind: fact.Container, Name: "web"}}, nil) {
				return
			}
		}
	}
}

func ingest(t *testing.T, f files) *Result {
	t.Helper()
	res, err := Run(context.Background(), []NamedSource{f}, Options{Now: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func kinds(r *Result, kind string) (list []fact.Fact) {
	for _, f := range r.Facts {
		if f.Kind == kind {
			list = append(list, f)
		}
	}
	return list
}

func TestFloodIsFolded(t *testing.T) {
	var b strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&b, "2026-11-23T10:%02d:%02d.%09dZ Error 111 connecting to cache:6379, try %d\n", i/60%60, i%60, i, i)
	}
	lines := kinds(ingest(t, files{{"web.log", b.String()}}), "log.line")
	total := 0
	for i := range lines {
		total += lines[i].Count()
	}
	if total != 50_000 || len(lines) > keepEach+1 {
		t.Errorf("%d facts stand for %d records", len(lines), total)
	}
}

// TestFloodOfIdentifiers: records that differ in identifiers only are bounded,
// and none is lost.
func TestFloodOfIdentifiers(t *testing.T) {
	var b strings.Builder
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 40_000 {
		fmt.Fprintf(&b, "2026-11-23T10:%02d:%02d.%09dZ Error: job %08x-%04x of tenant %s lost\n", i/60%60, i%60, i, r.Uint32(), r.Uint32()&0xffff, string(rune('g'+i%7)))
	}
	b.WriteString("2026-11-23T11:00:00.000000000Z Error: disk sda lost\n")
	lines := kinds(ingest(t, files{{"web.log", b.String()}}), "log.line")
	total, disk := 0, false
	for i := range lines {
		total += lines[i].Count()
		disk = disk || strings.Contains(lines[i].Data.(*fact.LogLine).Message, "disk sda")
	}
	if total != 40_001 || len(lines) > 7*(keepFamily+100) || !disk {
		t.Errorf("%d facts stand for %d records; other: %v", len(lines), total, disk)
	}
}

const oom = "Memory cgroup out of memory: Killed process 29266 (redis-server) total-vm:79232kB, anon-rss:15744kB, file-rss:9540kB, shmem-rss:0kB, UID:0 pgtables:136kB oom_score_adj:0\n"

func TestTwins(t *testing.T) {
	r := ingest(t, files{
		{"dmesg.txt", "[ 3909.154548] " + oom},
		{"dmesg_T.txt", "[Mon Nov 23 22:12:53 2026] " + oom},
	})
	kills := kinds(r, "kernel.oom_kill")
	if len(kills) != 1 || kills[0].Time.At.Format(time.TimeOnly) != "22:12:53" {
		t.Errorf("%d kills: %+v", len(kills), kills)
	}
	again := ingest(t, files{
		{"a.log", "2026-11-23T10:00:00.000000001Z boom\n2026-11-23T10:00:00.000000001Z boom\n"},
		{"copy/a.log", "2026-11-23T10:00:00.000000001Z boom\n2026-11-23T10:00:00.000000001Z boom\n"},
	})
	if n := len(kinds(again, "log.line")); n != 2 {
		t.Errorf("two lines in two copies are %d lines", n)
	}
}

func TestBootClock(t *testing.T) {
	for name, c := range map[string]struct {
		in   files
		want string
	}{
		"uptime and date": {files{{"dmesg.txt", "[ 3600.000000] " + oom}, {"uptime.txt", " 12:00:00 up 2:00,  1 user,  load average: 0.00, 0.00, 0.00\n"}, {"date.txt", "Mon Nov 23 12:00:00 UTC 2026\n"}}, "11:00"},
		"nothing":         {files{{"dmesg.txt", "[ 3600.000000] " + oom}}, ""},
	} {
		got := ""
		r := ingest(t, c.in)
		if f := kinds(r, "kernel.oom_kill")[0]; f.Time.Known() {
			got = f.Time.At.Format("15:04")
		}
		if got != c.want || len(r.Coverage.Assumed) == 0 {
			t.Errorf("%s: %q, assumed %q", name, got, r.Coverage.Assumed)
		}
	}
}

func TestYearOfSyslog(t *testing.T) {
	r := ingest(t, files{{"a.log", "Dec 31 23:59:59 host app[7]: error one\n"}, {"b.log", "2021-01-01T00:00:10Z error two\n"}})
	for _, f := range kinds(r, "log.line") {
		if f.Origin.Stream == "a.log" && f.Time.At.Year() != 2020 {
			t.Errorf("year %d, want 2020", f.Time.At.Year())
		}
	}
}

func TestUTF16(t *testing.T) {
	var b bytes.Buffer
	b.Write([]byte{0xff, 0xfe})
	for _, u := range utf16.Encode([]rune("2026-11-23 10:00:00 ERROR größer 😀\r\n")) {
		b.Write([]byte{byte(u), byte(u >> 8)})
	}
	lines := kinds(ingest(t, files{{"a.log", b.String()}}), "log.line")
	if len(lines) != 1 || lines[0].Data.(*fact.LogLine).Message != "größer 😀" {
		t.Errorf("%+v", lines)
	}
}

func TestMergedState(t *testing.T) {
	id := strings.Repeat("ab", 32)
	r := ingest(t, files{
		{"containers/" + id + "/config.v2.json", `{"State":{"Running":false,"OOMKilled":true,"ExitCode":137,"StartedAt":"2026-11-23T10:00:00Z"},"ID":"` + id + `","Name":"/web","Config":{"Hostname":"x"}}`},
		{"containers/" + id + "/hostconfig.json", `{"CgroupParent":"","Memory":16777216,"RestartPolicy":{"Name":"always","MaximumRetryCount":0}}`},
	})
	states := kinds(r, "container.state")
	if len(states) != 1 {
		t.Fatalf("%d states", len(states))
	}
	if d := states[0].Data.(*fact.ContainerState); d.Name != "web" || d.MemoryLimitBytes != 16<<20 || !d.OOMKilled || d.RestartPolicy != "always" {
		t.Errorf("%+v", d)
	}
}

func TestMixedPaste(t *testing.T) {
	r := ingest(t, files{{"paste.txt", `$ docker ps -a
CONTAINER ID   IMAGE     COMMAND   CREATED          STATUS                       PORTS     NAMES
2f292c3a4d29   web       "web"     25 seconds ago   Exited (137) 3 seconds ago             web
$ free -h
               total        used        free      shared  buff/cache   available
Mem:            23Gi       1.0Gi        17Gi        35Mi       5.3Gi        22Gi
Swap:             0B          0B          0B
$ docker logs worker
2026-11-23 10:00:00,000 ERROR app: boom
`}})
	got := fmt.Sprint(r.Coverage.Streams[0].Parsers)
	if got != "[dockerps free containerlog]" {
		t.Errorf("parsers %s", got)
	}
	if l := kinds(r, "log.line"); len(l) != 1 || l[0].Subject.Name != "worker" {
		t.Errorf("%+v", l)
	}
}
