package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Entries are numbered, which their cursors show: s= is the series, i= the number
// in hex. One that was vacuumed before journalctl came to it is passed over
// without a word: then a number is missing. Those of several files may come in
// another order by a few.
type sequence struct {
	series  string
	last    int64
	missing []span // oldest first
}

// A span is of numbers that did not come.
type span struct {
	from, to int64
	since    time.Time
}

const (
	patience   = time.Second // that an entry may come late
	maxMissing = 64          // spans
)

// numbered reads series and number of a cursor.
func numbered(cursor string) (series string, number int64, ok bool) {
	for field := range strings.SplitSeq(cursor, ";") {
		if s, is := strings.CutPrefix(field, "s="); is {
			series = s
		} else if hex, is := strings.CutPrefix(field, "i="); is {
			n, err := strconv.ParseInt(hex, 16, 64)
			number, ok = n, err == nil
		}
	}
	return series, number, ok && series != ""
}

// add takes the next entry.
func (q *sequence) add(cursor string, now time.Time) {
	series, n, ok := numbered(cursor)
	switch {
	case !ok:
	case series != q.series:
		*q = sequence{series: series, last: n, missing: q.missing}
	case n > q.last:
		if n > q.last+1 {
			q.missing = append(q.missing, span{q.last + 1, n - 1, now})
		}
		q.last = n
	default:
		q.late(n)
	}
}

// late takes a number from the missing ones.
func (q *sequence) late(n int64) {
	for i, m := range q.missing {
		if n < m.from || n > m.to {
			continue
		}
		var rest []span
		if m.from < n {
			rest = append(rest, span{m.from, n - 1, m.since})
		}
		if n < m.to {
			rest = append(rest, span{n + 1, m.to, m.since})
		}
		q.missing = slices.Replace(q.missing, i, i+1, rest...)
		return
	}
}

// lost are the numbers that did not come by now, of which nothing is said again.
func (q *sequence) lost(now time.Time, all bool) (n int64) {
	for len(q.missing) > 0 && (all || len(q.missing) > maxMissing || now.Sub(q.missing[0].since) >= patience) {
		n += q.missing[0].to - q.missing[0].from + 1
		q.missing = q.missing[1:]
	}
	return n
}

func lostReason(n int64) string {
	return fmt.Sprintf("%d entries of the journal were removed before they could be read", n)
}

// folders are where journald keeps its files.
var folders = []string{"/var/log/journal", "/run/log/journal"}

// whole reports whether all files of the journal may be read: where only some
// may, numbers are missing and nothing is lost.
func whole() bool {
	for _, folder := range folders {
		files, _ := filepath.Glob(filepath.Join(folder, "*", "*.journal"))
		for _, name := range files {
			file, err := os.Open(name)
			if os.IsPermission(err) {
				return false
			} else if err == nil {
				file.Close()
			}
		}
	}
	return true
}
