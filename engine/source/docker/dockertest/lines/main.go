// Lines writes numbered lines, so many a second, and ends; a word before the
// number tells the runs of one container apart. It is the only program of the
// image that tests of a private engine start.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

func main() {
	n := flag.Int("n", 1000, "lines to write; 0: until it is ended")
	rate := flag.Int("rate", 20_000, "lines a second")
	size := flag.Int("size", 100, "bytes of a line")
	stay := flag.Duration("stay", 0, "time to stay after them")
	flag.Parse()
	run := fmt.Sprintf("run%d", time.Now().UnixNano())
	const pace = 5 * time.Millisecond
	batch := max(1, *rate/int(time.Second/pace))
	tick := time.NewTicker(pace)
	out := bufio.NewWriter(os.Stdout)
	for i := 0; *n == 0 || i < *n; i++ {
		text := fmt.Sprintf("number %s %d .", run, i)
		fmt.Fprintln(out, text+strings.Repeat("x", max(0, *size-len(text)-1)))
		if i%batch == batch-1 {
			out.Flush()
			<-tick.C
		}
	}
	out.Flush()
	time.Sleep(*stay)
}
