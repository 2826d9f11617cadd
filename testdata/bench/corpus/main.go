// Corpus writes made-up container logs of one size and seed always alike, as
// Docker's json-file driver keeps them, for measuring:
//
//	go run ./testdata/bench/corpus -size 1073741824 -fail patterns.txt -json out.log
//
// A line in -rate is a failure: one of the texts of the file -fail.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"strings"
	"time"
)

// shapes are lines of ordinary programs; %d is a number, %x some hex digits, %s
// a word. The first letters say how often: a shape with a higher weight comes
// more often.
var shapes = []struct {
	weight int
	text   string
}{
	{30, `10.%d.%d.%d - - [%D] "GET /api/v%d/%s/%x?page=%d HTTP/1.1" 200 %d "-" "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0" 0.0%d`},
	{8, `10.%d.%d.%d - %s [%D] "POST /%s/%d HTTP/1.1" 201 %d "https://shop.example/%s" "okhttp/4.12.0"`},
	{14, `%T INFO [app.%s.views] finished request %x for user %d in %d ms`},
	{5, `%T DEBUG [app.%s.cache] lookup of key %s:%d missed, loading from store`},
	{3, `%T WARNING [urllib3.connectionpool] Retrying (Retry(total=%d)) for url: /%s/%d`},
	{7, `[%T: INFO/ForkPoolWorker-%d] Task %s.tasks.run[%x-%x] succeeded in 0.%ds: {'ok': True}`},
	{4, `%T UTC [%d] LOG:  duration: %d.%d ms  statement: SELECT "id", "name" FROM "%s" WHERE "id" = %d`},
	{2, `%T UTC [%d] LOG:  checkpoint complete: wrote %d buffers (%d.1%); 0 WAL file(s) added`},
	{3, `1:M %R * %d changes in 60 seconds. Saving...`},
	{8, `%T  INFO 1 --- [nio-8080-exec-%d] c.shop.%s.Controller : Handled order %d with %d items`},
	{1, "%T ERROR 1 --- [nio-8080-exec-%d] c.shop.%s.Controller : Request failed\njava.lang.IllegalStateException: order %d is closed\n\tat c.shop.%s.Service.close(Service.java:%d)\n\tat c.shop.%s.Controller.run(Controller.java:%d)\n\tat java.base/java.lang.Thread.run(Thread.java:840)"},
	{1, "%T ERROR [app.%s.views] Unhandled exception\nTraceback (most recent call last):\n  File \"/app/%s/views.py\", line %d, in handle\n    return self.run(request)\n  File \"/app/%s/run.py\", line %d, in run\n    raise ValueError(number)\nValueError: number %d is out of range"},
	{8, `ts=%T level=info caller=server.go:%d msg="reconcile done" trace=%x%x duration=%dms peer=10.%d.%d.%d:%d`},
	{8, `{"level":"info","ts":17%d.%d,"logger":"controller","msg":"snapshot saved","namespace":"team-%d","pod":"web-%x","bytes":%d}`},
}

var words = []string{"users", "orders", "items", "carts", "search", "billing", "media", "reports", "sessions", "profile"}

func main() {
	size := flag.Int64("size", 64<<20, "bytes of the log")
	seed := flag.Uint64("seed", 1, "seed")
	rate := flag.Int("rate", 10000, "one failure in so many lines; 0: none")
	fail := flag.String("fail", "", "file of failure texts, one a line")
	jsonFile := flag.String("json", "", "where to write the log")
	plainFile := flag.String("plain", "", "where to write its text alone, if anywhere")
	flag.Parse()
	log.SetFlags(0)
	var failures []string
	if *fail != "" {
		text, err := os.ReadFile(*fail)
		if err != nil {
			log.Fatal(err)
		}
		failures = strings.Split(strings.TrimSpace(string(text)), "\n")
	}
	w, done := create(*jsonFile)
	p, donePlain := create(*plainFile)
	r := rand.New(rand.NewPCG(*seed, 1))
	var bag []string
	for _, s := range shapes {
		for range s.weight {
			bag = append(bag, s.text)
		}
	}
	at := time.Date(2026, 3, 4, 5, 0, 0, 0, time.UTC)
	written, lines := int64(0), 0
	for written < *size {
		text := fill(r, at, bag[r.IntN(len(bag))])
		if *rate > 0 && len(failures) > 0 && r.IntN(*rate) == 0 {
			text = at.Format("2006-01-02 15:04:05,000") + " ERROR [worker] job failed: " + failures[r.IntN(len(failures))]
		}
		stream := [...]string{"stdout", "stderr"}[r.IntN(2)]
		for _, line := range strings.Split(text, "\n") {
			at = at.Add(time.Duration(r.IntN(400_000)))
			message, _ := json.Marshal(line + "\n")
			n, err := fmt.Fprintf(w, `{"log":%s,"stream":%q,"time":%q}`+"\n", message, stream, at.Format(time.RFC3339Nano))
			if err != nil {
				log.Fatal(err)
			}
			fmt.Fprintln(p, line)
			written += int64(n)
			lines++
		}
	}
	done()
	donePlain()
}

// create opens a file for writing; nothing is kept without a name.
func create(name string) (*bufio.Writer, func()) {
	if name == "" {
		name = os.DevNull
	}
	f, err := os.Create(name)
	if err != nil {
		log.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	return w, func() {
		if err := w.Flush(); err != nil {
			log.Fatal(err)
		}
		if err := f.Close(); err != nil {
			log.Fatal(err)
		}
	}
}

// fill replaces the verbs of a shape.
func fill(r *rand.Rand, at time.Time, shape string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(shape, "%")
		b.WriteString(before)
		if !ok || after == "" {
			return b.String()
		}
		shape = after[1:]
		switch after[0] {
		case 'd':
			fmt.Fprint(&b, r.IntN(1000))
		case 'x':
			fmt.Fprintf(&b, "%08x", r.Uint32())
		case 's':
			b.WriteString(words[r.IntN(len(words))])
		case 'T':
			b.WriteString(at.Format("2006-01-02 15:04:05,000"))
		case 'D':
			b.WriteString(at.Format("02/Jan/2006:15:04:05 -0700"))
		case 'R':
			b.WriteString(at.Format("02 Jan 2006 15:04:05.000"))
		default:
			b.WriteString("%" + after[:1])
		}
	}
}
