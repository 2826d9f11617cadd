// Live measures `culprit watch` under load and idle:
//
//	go run ./testdata/bench/live -lines 20000 -streams 200 -for 60s
//	go run ./testdata/bench/live -lines 20000 -open 1000 -for 60s
//	go run ./testdata/bench/live -idle -streams 50 -for 60s
//
// It builds culprit, lets it watch made-up logs (half of them as Docker's
// json-file driver keeps them), writes numbered lines to them, now and then a
// failure of a dependency of its own, and prints the CPU and memory that the
// watch took and how long each failure took from the write of its line to the
// line that says it.
package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	log.SetFlags(0)
	o := options{}
	flag.IntVar(&o.lines, "lines", 20_000, "lines a second")
	flag.IntVar(&o.streams, "streams", 200, "files")
	flag.DurationVar(&o.length, "for", time.Minute, "how long it is measured, after ten seconds to start")
	flag.DurationVar(&o.every, "failure", time.Second, "between two failures")
	flag.IntVar(&o.open, "open", 0, "failures that are open from the start")
	flag.BoolVar(&o.idle, "idle", false, "write a few lines at the start and then none")
	flag.BoolVar(&o.state, "state", false, "keep the state in a folder")
	flag.IntVar(&o.rotate, "rotate", 0, "lines after which a file is renamed, or removed with its container every third time; 0: never")
	flag.StringVar(&o.binary, "binary", "", "culprit to measure; built when empty")
	flag.Parse()
	if err := o.run(); err != nil {
		log.Fatal(err)
	}
}

type options struct {
	lines, streams int
	length, every  time.Duration
	idle, state    bool
	rotate, open   int
	binary         string
}

const start = 10 * time.Second

func (o options) run() error {
	work, err := os.MkdirTemp("", "culprit-live")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if o.binary == "" {
		o.binary = filepath.Join(work, "culprit")
		if out, err := exec.Command("go", "build", "-o", o.binary, "./cmd/culprit").CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	logs := filepath.Join(work, "logs")
	if err := os.Mkdir(logs, 0o700); err != nil {
		return err
	}
	w := &writer{random: rand.New(rand.NewPCG(1, 2)), failed: map[string]time.Time{}, rotate: o.rotate}
	for i := range o.streams {
		f, err := os.Create(filepath.Join(logs, fmt.Sprintf("box%d.log", i)))
		if err != nil {
			return err
		}
		w.files = append(w.files, log1{f, 0})
		for range 50 {
			w.line(i, w.ordinary())
		}
		for range o.open / o.streams {
			w.line(i, refused(fmt.Sprintf("db-%d", w.number)))
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), start+o.length+time.Minute)
	defer cancel()
	args := []string{"watch", "--format", "jsonl", filepath.Join(logs, "*.log")}
	if o.state {
		args = append(args, "--state", filepath.Join(work, "state"))
	}
	watch := exec.CommandContext(ctx, o.binary, args...)
	watch.Stderr = os.Stderr
	out, err := watch.StdoutPipe()
	if err != nil {
		return err
	}
	if err := watch.Start(); err != nil {
		return err
	}
	defer watch.Process.Kill()
	read := make(chan struct{})
	go func() {
		defer close(read)
		s := bufio.NewScanner(out)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			w.event(s.Text(), time.Now())
		}
	}()
	w.write(o, start)
	w.mu.Lock()
	w.late = nil
	w.mu.Unlock()
	held, resident := descriptors(watch.Process.Pid), status(watch.Process.Pid, "VmRSS")
	before, began := cpu(watch.Process.Pid), time.Now()
	w.write(o, o.length)
	took, length := cpu(watch.Process.Pid)-before, time.Since(began)
	time.Sleep(time.Second)
	fmt.Printf("%d streams, %d lines in %s (%.0f a second), %d failures\n", o.streams, w.written, length.Round(time.Second), float64(w.written)/length.Seconds(), len(w.late)+len(w.failed))
	fmt.Printf("CPU %.2f %% of a core, resident %s, at most %s\n", 100*took.Seconds()/length.Seconds(), status(watch.Process.Pid, "VmRSS"), status(watch.Process.Pid, "VmHWM"))
	if o.rotate > 0 {
		fmt.Printf("%d rotations; descriptors %d, then %d; resident at first %s\n", w.rotations, held, descriptors(watch.Process.Pid), resident)
	}
	watch.Process.Signal(os.Interrupt)
	<-read
	watch.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	slices.Sort(w.late)
	if n := len(w.late); n > 0 {
		fmt.Printf("from write to event: p50 %s, p90 %s, p99 %s, most %s; never said: %d\n", w.late[n/2].Round(time.Millisecond), w.late[n*9/10].Round(time.Millisecond), w.late[n*99/100].Round(time.Millisecond), w.late[n-1].Round(time.Millisecond), len(w.failed))
	}
	return nil
}

// A writer writes logs and keeps when which failure was written.
type writer struct {
	files     []log1
	rotate    int
	rotations int
	random    *rand.Rand
	number    int
	written   int // since the last call of write

	mu     sync.Mutex
	failed map[string]time.Time
	late   []time.Duration
}

// A log1 is one log with the lines it has.
type log1 struct {
	*os.File
	lines int
}

// turn rotates a log: it is renamed, or it is removed and its successor has another
// name, as with a container that is created anew.
func (w *writer) turn(file int) {
	f := &w.files[file]
	w.rotations++
	name := f.Name()
	f.Close()
	if w.rotations%3 == 0 {
		os.Remove(name + ".1")
		defer os.Remove(name)
		name = filepath.Join(filepath.Dir(name), fmt.Sprintf("box%d.log", len(w.files)+w.rotations))
	} else if err := os.Rename(name, name+".1"); err != nil {
		log.Fatal(err)
	}
	next, err := os.Create(name)
	if err != nil {
		log.Fatal(err)
	}
	w.files[file] = log1{next, 0}
}

// write writes for a time, ten times a millisecond's share every ten.
func (w *writer) write(o options, length time.Duration) {
	began := time.Now()
	w.written = 0
	failures := 0
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for time.Since(began) < length {
		<-tick.C
		if o.idle {
			continue
		}
		since := time.Since(began)
		for w.written < int(since.Seconds()*float64(o.lines)) {
			w.line(w.random.IntN(len(w.files)), w.ordinary())
		}
		if failures < int(since/o.every) {
			failures++
			peer := fmt.Sprintf("db-%d", w.number)
			w.mu.Lock()
			w.failed[peer] = time.Now()
			w.mu.Unlock()
			w.line(w.random.IntN(len(w.files)), refused(peer))
		}
	}
}

func refused(peer string) string {
	return fmt.Sprintf("%s ERROR shop.orders: order # failed: Error 111 connecting to %s:6379. Connection refused.", stamp(), peer)
}

func stamp() string { return time.Now().UTC().Format("2006-01-02 15:04:05,000") }

var words = []string{"users", "orders", "items", "carts", "search", "billing", "media", "reports", "sessions", "profile"}

// ordinary is a line of a program at work; one in a hundred looks like trouble.
func (w *writer) ordinary() string {
	n := w.random.IntN(100_000)
	word := words[w.random.IntN(len(words))]
	switch k := w.random.IntN(100); {
	case k < 30:
		return fmt.Sprintf(`10.0.%d.%d - - [%s] "GET /api/v1/%s/%d?line=# HTTP/1.1" 200 %d "-" "okhttp/4.12.0"`, n%256, n%199, time.Now().UTC().Format("02/Jan/2006:15:04:05 -0700"), word, n, n)
	case k < 60:
		return fmt.Sprintf("%s INFO shop.%s.views: finished request # %08x for user %d in %d ms", stamp(), word, n*7919, n, n%300)
	case k < 75:
		return fmt.Sprintf("%s DEBUG shop.%s.cache: lookup # of key %s:%d missed, loading from store", stamp(), word, word, n)
	case k < 99:
		return fmt.Sprintf(`{"level":"info","ts":%d.123,"logger":"controller","msg":"snapshot saved","line":#,"namespace":"team-%d","bytes":%d}`, time.Now().Unix(), n%20, n)
	default:
		return fmt.Sprintf("%s WARNING urllib3.connectionpool: Retrying # (Retry(total=%d)) after connection broken by 'timeout': /%s/%d", stamp(), n%5, word, n)
	}
}

// line writes a numbered line; those of files with an even number as the
// json-file driver does.
func (w *writer) line(file int, text string) {
	w.number++
	w.written++
	text = strings.Replace(text, "#", strconv.Itoa(w.number), 1)
	if file%2 == 0 {
		message, _ := json.Marshal(text + "\n")
		text = fmt.Sprintf(`{"log":%s,"stream":"stdout","time":%q}`, message, time.Now().UTC().Format(time.RFC3339Nano))
	}
	if _, err := w.files[file].WriteString(text + "\n"); err != nil {
		log.Fatal(err)
	}
	if w.files[file].lines++; w.rotate > 0 && w.files[file].lines > w.rotate {
		w.turn(file)
	}
}

// event notes which failure was said.
func (w *writer) event(line string, at time.Time) {
	var e struct {
		Event     string `json:"event"`
		Diagnosis struct {
			Peer struct{ Name string }
		}
	}
	if json.Unmarshal([]byte(line), &e) != nil || e.Event != "opened" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	peer, _, _ := strings.Cut(e.Diagnosis.Peer.Name, ":")
	if written, ok := w.failed[peer]; ok {
		w.late = append(w.late, at.Sub(written))
		delete(w.failed, peer)
	}
}

// cpu is what a process took so far: utime and stime of /proc/PID/stat, in
// ticks of 10 ms (proc_pid_stat(5)).
func cpu(pid int) time.Duration {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

func descriptors(pid int) int {
	entries, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	return len(entries)
}

func status(pid int, key string) string {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, key+":"); ok {
			kib, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(rest), " kB"))
			return fmt.Sprintf("%d MiB", kib>>10)
		}
	}
	return cmp.Or("", "unknown")
}
