// Frequency counts how often four neighbouring bytes occur in ordinary logs and
// writes the table that the scanner chooses literals by:
//
//	go run ./frequency LOG…
//
// run in engine/scan, with logs as Docker's json-file driver writes them. The
// more kinds of programs, the better.
package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"

	"culprit/engine/scan"
)

func main() {
	counts := make([]float64, 1<<scan.FrequencyBits)
	total := 0.0
	for _, name := range os.Args[1:] {
		f, err := os.Open(name)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		r := bufio.NewReader(f)
		gram := uint32(0)
		for {
			c, err := r.ReadByte()
			if err == io.EOF {
				break
			}
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			gram = gram>>8 | uint32(c)<<24
			counts[scan.FrequencyIndex(gram)]++
			total++
		}
		f.Close()
	}
	table := make([]byte, len(counts))
	for i, n := range counts {
		if n *= 16 << 20 / total; n >= 1 {
			table[i] = byte(math.Round(8 * math.Log2(n)))
		}
	}
	if err := os.WriteFile("frequency.bin", table, 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
