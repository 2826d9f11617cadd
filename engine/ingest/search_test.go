package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"culprit/engine"
	"culprit/engine/fact"
	"culprit/engine/rulefile"
	"culprit/engine/source/bundle"
	"culprit/parsers/section"
	"culprit/rules"
)

// plain hides that an interest can search blocks: with it every line of every
// log is read, decoded and joined.
type plain struct{ section.Interest }

// told is all that must not depend on how a stream was read. What was not
// understood, and the span of times, is only known of lines that were looked at.
func everything(r *Result) []string {
	var list []string
	for _, f := range r.Facts {
		data, err := json.Marshal(f.Data)
		if err != nil {
			data = fmt.Append(nil, f.Data)
		}
		list = append(list, fmt.Sprintf("%v %v %v %q %d %v %s %s", f.Origin, f.Time, f.Subject, f.Text, f.Repeats, f.Last, f.Kind, data))
	}
	for _, s := range r.Coverage.Streams {
		list = append(list, fmt.Sprint(s.Name, s.Parsers, s.Bytes, s.Lines, s.Facts))
	}
	return list
}

// equal compares the plain way with searching, for several numbers of workers
// and for blocks of the usual and of a small size.
func equal(t *testing.T, set *engine.RuleSet, small int, sources func() []NamedSource) (facts int) {
	t.Helper()
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	run := func(o Options) []string {
		o.Now = now
		r, err := Run(context.Background(), sources(), o)
		if err != nil {
			t.Fatal(err)
		}
		facts = len(r.Facts)
		return everything(r)
	}
	want := run(Options{Interest: plain{set.Interest()}, Workers: 1})
	for _, o := range []Options{{Workers: 1}, {Workers: 3}, {Workers: 1, blockSize: small}, {Workers: 4, blockSize: small + 7}} {
		o.Interest = set.Interest()
		got := run(o)
		if slices.Equal(got, want) {
			continue
		}
		for i := range max(len(got), len(want)) {
			g, w := "", ""
			if i < len(got) {
				g = got[i]
			}
			if i < len(want) {
				w = want[i]
			}
			if g != w {
				t.Fatalf("workers %d, blocks of %d: fact %d of %d, %d\nsearched %s\nplain    %s", o.Workers, o.blockSize, i, len(got), len(want), g, w)
			}
		}
	}
	return facts
}

func builtin(t testing.TB) *engine.RuleSet {
	t.Helper()
	set, _, diags := rulefile.Load(rulefile.Root{FS: rules.FS, Name: "builtin"})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return set
}

// A bundle tells the same whether its logs are searched or read line by line.
func TestSearchBundles(t *testing.T) {
	paths, err := filepath.Glob("../../testdata/bundles/*")
	if err != nil || len(paths) == 0 {
		t.Fatal("no bundles", err)
	}
	set := builtin(t)
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || !info.IsDir() && !strings.HasSuffix(path, ".tar.gz") {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			facts := equal(t, set, 5000, func() []NamedSource {
				b, err := bundle.Open(path, nil, bundle.DefaultLimits)
				if err != nil {
					t.Fatal(err)
				}
				return []NamedSource{b}
			})
			if facts == 0 {
				t.Error("no facts")
			}
		})
	}
}

// pieces are lines that logs are made of: of records of one and of many lines,
// wanted ones and others.
var pieces = []string{
	"2026-11-23 10:00:00,%03d INFO app.views: processed request in 12 ms",
	"2026-11-23 10:00:01,%03d ERROR worker: Error 111 connecting to redis:6379. Connection refused.",
	"10.0.0.%d - - [23/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 612 \"-\" \"curl\"",
	"Traceback (most recent call last):\n  File \"/app/w.py\", line %d, in run\n    self.connect()\nredis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.",
	"Traceback (most recent call last):\n  File \"a.py\", line %d, in f\nKeyError: 'x'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"a.py\", line 9\npsycopg2.OperationalError: FATAL:  password authentication failed for user \"app\"",
	"panic: runtime error: invalid memory address or nil pointer dereference %d\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:10 +0x1d\nexit status 2",
	"node:internal/modules/cjs/loader:1080\n  throw err;\n  ^\n\nError: Cannot find module 'express%d'\n    at Module._resolve (node:internal/x:1)\n\nNode.js v18.17.0",
	"/app/server.js:%d\nconst x = 1\n      ^\nError: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect",
	"pydantic_core.ValidationError: 2 validation errors for Settings %d\nDATABASE_URL\n  Field required [type=missing]\nREDIS_URL\n  Field required",
	"2026-11-23T10:00:00.%03dZ ERROR 1 --- [main] o.h.Sql : could not connect\njava.net.ConnectException: Connection refused\n\tat a.b.C.run(C.java:10)\n\tat d.e.F.go(F.java:2)\nCaused by: java.io.IOException: No space left on device\n\t... 12 more",
	"thread 'main' panicked at src/main.rs:%d:5:\ncalled `Result::unwrap()` on an `Err` value: Connection refused",
	"{\"level\":\"error\",\"ts\":1790000000.%d,\"msg\":\"dial tcp 10.0.0.1:5432: connect: connection refused\",\"pod\":\"web\"}",
	"{\"level\":\"info\",\"n\":%d,\"msg\":\"all is well\"}",
	"ts=2026-11-23T10:00:00Z level=error msg=\"no space left on device\" n=%d",
	"out of \x1b[31mmemory\x1b[0m killed %d", "Conn\x1b[1mection ref\x1b[0mused %d", "\x1b[32mINFO\x1b[0m: ready %d",
	"plain words without any time %d", "word%d", "a line that ends like a call(%d)", "  indented %d", "", "}", "^", "\"\"\"",
	"1:M 23 Nov 2026 10:00:00.%03d # WARNING overcommit_memory is set to 0!", "<escaped & \"quoted\" \\ \t %d>",
	"-----BEGIN CERTIFICATE-----\nMIIB%dconnectionrefused\n-----END CERTIFICATE-----", "exit %d", "worker-1 exited with code %d",
	"HINT: FATAL:  sorry, too many clients already %d", "größer als %d: disk quota exceeded",
}

// made makes a log of a framing.
func made(r *rand.Rand, framing, records int, long bool, extra []string) string {
	var b strings.Builder
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	streams := []string{"stdout", "stderr"}
	type writer struct{ lines []string }
	writers := [3]writer{}
	pick := func() string {
		if len(extra) > 0 && r.IntN(4) == 0 {
			return extra[r.IntN(len(extra))]
		}
		p := pieces[r.IntN(len(pieces))]
		if strings.Contains(p, "%") {
			p = fmt.Sprintf(p, r.IntN(900))
		}
		switch n := r.IntN(60); {
		case n == 0 && long:
			p = strings.Repeat("x", 20_000) + p
		case n == 1:
			p += strings.Repeat("  at frame\n", 100)
		}
		return p
	}
	for range records {
		w := r.IntN(len(writers))
		if len(writers[w].lines) == 0 {
			writers[w].lines = strings.Split(pick(), "\n")
		}
		n := 1 + r.IntN(len(writers[w].lines))
		if r.IntN(3) > 0 {
			n = len(writers[w].lines)
		}
		for _, text := range writers[w].lines[:n] {
			at = at.Add(time.Duration(r.IntN(1e7)))
			line(&b, r, framing, at, streams[w%2], w, text)
		}
		writers[w].lines = writers[w].lines[n:]
	}
	log := b.String()
	if r.IntN(2) == 0 {
		log = log[:len(log)-r.IntN(min(len(log), 40))]
	}
	return log
}

func line(b *strings.Builder, r *rand.Rand, framing int, at time.Time, stream string, w int, text string) {
	stamp := at.Format("2006-01-02T15:04:05.000000000Z07:00")
	switch framing % framings {
	case 0: // json-file, in pieces of 16 KiB
		for {
			piece := text[:min(len(text), 16<<10)]
			text = text[len(piece):]
			end := "\n"
			if text != "" {
				end = ""
			}
			log, _ := json.Marshal(piece + end)
			fmt.Fprintf(b, `{"log":%s,"stream":%q,"time":%q}`+"\n", log, stream, stamp)
			if text == "" {
				break
			}
		}
		if r.IntN(300) == 0 {
			b.WriteString([]string{"{\"log\":\"cut", "\x00\x00\x00\x00\x00", `{"log":"connection refu` + `\u0073ed\n","stream":"stderr","time":"x"}`}[r.IntN(3)] + "\n")
		}
	case 1: // CRI, in pieces of any size
		for len(text) > 30 && r.IntN(5) == 0 {
			fmt.Fprintf(b, "%s %s P %s\n", stamp, stream, text[:30])
			text = text[30:]
		}
		fmt.Fprintf(b, "%s %s F %s\n", stamp, stream, text)
	case 2: // docker logs -t
		fmt.Fprintf(b, "%s %s\n", stamp, text)
	case 3: // docker compose logs
		fmt.Fprintf(b, "%-10s | %s\n", fmt.Sprint("svc-", w), text)
	case 4: // syslog
		if r.IntN(20) == 0 {
			fmt.Fprintf(b, "%s host kernel: [ 12.%06d] EXT4-fs error (device sda1): bad\n", at.Format("Jan _2 15:04:05"), r.IntN(1e6))
		}
		fmt.Fprintf(b, "%s host svc%d[1]: %s\n", at.Format("Jan _2 15:04:05"), w, text)
	case 5: // journalctl -o json
		var message any = text
		if r.IntN(20) == 0 { // as for a text that is no UTF-8
			var values []int
			for _, c := range []byte(text) {
				values = append(values, int(c))
			}
			message = values
		}
		entry := map[string]any{"__REALTIME_TIMESTAMP": fmt.Sprint(at.UnixMicro()), "MESSAGE": message, "PRIORITY": "6", "SYSLOG_IDENTIFIER": fmt.Sprint("svc", w)}
		if r.IntN(4) == 0 {
			entry["CONTAINER_NAME"] = fmt.Sprint("box-", w)
		}
		record, _ := json.Marshal(entry)
		fmt.Fprintf(b, "%s\n", record)
	default:
		fmt.Fprintf(b, "%s\n", text)
	}
}

const framings = 7

func TestSearchMade(t *testing.T) {
	set := builtin(t)
	for framing := range framings {
		t.Run(fmt.Sprint(framing), func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(6) {
				// Where a block begins inside a line, what stands before it is not
				// kept: blocks are longer than lines, as they are in earnest.
				long, small := seed%2 == 0, 1000
				if long {
					small = 30_000
				}
				log := made(rand.New(rand.NewPCG(seed, uint64(framing))), framing, 400, long, nil)
				if facts := equal(t, set, small, func() []NamedSource { return []NamedSource{files{{"web.log", log}}} }); facts == 0 {
					t.Error("no facts")
				}
			}
		})
	}
}

// What comes so often that it is only counted is counted alike, line by line and
// by its shape; the rules want one number and not another.
func TestSearchFlood(t *testing.T) {
	own := `cause "made.up" {
  title    = "Made up"
  severity = "error"
  summary  = "It is."
}
rule "number" {
  cause   = "made.up"
  message = "found"
  match "line" {
    fact    = "log.line"
    pattern = "401"
  }
}
rule "both" {
  cause   = "made.up"
  message = "found"
  match "line" {
    fact    = "log.line"
    pattern = "(?s)007 of.*wanted"
  }
}`
	set, _, diags := rulefile.Load(rulefile.Root{FS: rules.FS, Name: "builtin"}, rulefile.Root{FS: fstest.MapFS{"own.hcl": {Data: []byte(own)}}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	often := []string{
		`{"level":30,"msg":"connect ECONNREFUSED 10.0.0.1:5432"}`, `{"level":50,"msg":"connect ECONNREFUSED 10.0.0.2:5432"}`,
		"2026-11-23 10:00:02,042 INFO worker: 401 of 3", "2026-11-23 10:00:02,042 INFO worker: 402 of 3",
		"2026-11-23 10:00:02,042 INFO worker: 007 of 9 wanted", "2026-11-23 10:00:02,042 INFO worker: 008 of 9 wanted",
		"10.0.0.9 no space left on device", "10.0.0.1 said nothing of interest",
	}
	seldom := []string{"  File \"a.py\", line 3", "Traceback (most recent call last):", "Caused by: java.io.IOException: no", "/app/server.js:12", "/app/main.js:7", "", "word"}
	for framing := range framings {
		t.Run(fmt.Sprint(framing), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(framing)))
			var b strings.Builder
			at := time.Date(2026, 11, 23, 10, 0, 0, 401_000_123, time.UTC)
			for range 3000 {
				at = at.Add(time.Duration(r.IntN(3)) * 500 * time.Millisecond)
				text := often[r.IntN(len(often))]
				if r.IntN(12) == 0 {
					text = seldom[r.IntN(len(seldom))]
				}
				line(&b, r, framing, at, "stdout", 0, text)
			}
			if facts := equal(t, set, 50_000, func() []NamedSource { return []NamedSource{files{{"web.log", b.String()}}} }); facts == 0 {
				t.Error("no facts")
			}
		})
	}
}

func FuzzSearch(f *testing.F) {
	f.Add(uint64(1), 0, "connection refused\n  at x")
	f.Add(uint64(2), 1, "Conn\x1b[31mection refused\n\x00\x00")
	f.Add(uint64(3), 3, "word\nTraceback (most recent call last):\nValueError: no space left on device")
	set := builtin(f)
	f.Fuzz(func(t *testing.T, seed uint64, framing int, extra string) {
		log := made(rand.New(rand.NewPCG(seed, 7)), max(framing, 0), 60, false, []string{extra[:min(len(extra), 200)]})
		equal(t, set, 1000, func() []NamedSource { return []NamedSource{files{{"web.log", log}}} })
	})
}

// Lines are looked at wherever they lie in a stream of many blocks.
func TestSearchFarApart(t *testing.T) {
	set := builtin(t)
	var b strings.Builder
	var want []int
	calm := `{"log":"2026-11-23 10:00:00,123 INFO app: fine\n","stream":"stdout","time":"2026-11-23T10:00:00.123456789Z"}` + "\n"
	for i := 1; i <= 20_000; i++ {
		if i%4999 == 0 {
			want = append(want, i)
			fmt.Fprintf(&b, `{"log":"Error 111 connecting to redis:6379. Connection refused. try %d\n","stream":"stderr","time":"2026-11-23T10:00:00.123456789Z"}`+"\n", i)
			continue
		}
		b.WriteString(calm)
	}
	r, err := Run(context.Background(), []NamedSource{files{{"web.log", b.String()}}}, Options{Interest: set.Interest()})
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, f := range r.Facts {
		if line := strings.Count(b.String()[:f.Origin.Offset], "\n") + 1; line != f.Origin.Line || f.Data.(*fact.LogLine).Stream != "stderr" {
			t.Errorf("line %d stands at an offset in line %d", f.Origin.Line, line)
		}
		got = append(got, f.Origin.Line)
	}
	if c := r.Coverage.Streams[0]; !slices.Equal(got, want) || c.Lines != 20_000 || c.Bytes != int64(b.Len()) {
		t.Errorf("facts of lines %v, want %v; %d lines, %d bytes", got, want, c.Lines, c.Bytes)
	}
}

// BenchmarkRun reads a log that has a wanted line in a thousand.
func BenchmarkRun(b *testing.B) {
	var log strings.Builder
	for i := range 200_000 {
		text := fmt.Sprintf("2026-11-23 10:00:00,123 INFO app.views: processed request %d in 12 ms", i)
		if i%1000 == 0 {
			text = "Error 111 connecting to redis:6379. Connection refused."
		}
		fmt.Fprintf(&log, `{"log":"%s\n","stream":"stdout","time":"2026-11-23T10:00:00.123456789Z"}`+"\n", text)
	}
	set := builtin(b)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			b.SetBytes(int64(log.Len()))
			for b.Loop() {
				if _, err := Run(context.Background(), []NamedSource{files{{"web.log", log.String()}}}, Options{Interest: set.Interest(), Workers: workers}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
