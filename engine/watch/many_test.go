package watch

import (
	"fmt"
	"testing"
	"time"
)

// letters is a number as a name without digits: repeats that differ only in
// digits are folded.
func letters(n int) string {
	name := []byte{}
	for ; n > 0 || len(name) == 0; n /= 26 {
		name = append(name, byte('a'+n%26))
	}
	return "db" + string(name)
}

// failing writes one line of a failure that no line before named.
func failing(w *Watch, at time.Time, i int) {
	stream := fmt.Sprintf("box%d.log", i%200)
	text := fmt.Sprintf("%s ERROR shop.orders: order %d failed: Error 111 connecting to %s:6379. Connection refused.\n", at.Format("2006-01-02T15:04:05.000000000Z"), i, letters(i))
	w.Add(at, stream, log{name: stream}.about(), []byte(text))
}

// working writes a line of a program at work; one in a hundred looks like
// trouble.
func working(w *Watch, at time.Time, i int) {
	stream := fmt.Sprintf("box%d.log", i%200)
	text := fmt.Sprintf("%s INFO shop.orders.views: finished request %d %08x for user %d in %d ms\n", at.Format("2006-01-02 15:04:05,000"), i, i*7919, i%77, i%300)
	if i%100 == 0 {
		text = fmt.Sprintf("%s WARNING urllib3.connectionpool: Retrying (Retry(total=%d)) after connection broken by 'timeout': /users/%d\n", at.Format("2006-01-02 15:04:05,000"), i%5, i)
	}
	w.Add(at, stream, log{name: stream}.about(), []byte(text))
}

// BenchmarkMany is an evaluation after one new failure while so many others are
// open.
func BenchmarkMany(b *testing.B) {
	set := builtin(b)
	for _, open := range []int{100, 300, 1000, 3000} {
		b.Run(fmt.Sprint(open), func(b *testing.B) {
			w := New(set, coverage)
			at := now
			n := 0
			next := func() {
				at = at.Add(time.Second)
				failing(w, at, n)
				n++
			}
			for range open {
				next()
			}
			for i := range 20_000 { // other programs go on
				working(w, at, i)
			}
			w.Evaluate(at, true)
			for b.Loop() {
				next()
				w.Evaluate(at, false)
			}
			active, _ := w.Known()
			b.ReportMetric(float64(active), "open")
			b.ReportMetric(float64(w.Facts()), "facts")
		})
	}
}
