package journal

import (
	"fmt"
	"testing"
	"time"
)

func TestSequence(t *testing.T) {
	at := time.Unix(1764000000, 0)
	for name, c := range map[string]struct {
		numbers []int64
		lost    int64
	}{
		"all":           {[]int64{10, 11, 12, 13}, 0},
		"some missing":  {[]int64{10, 11, 15, 16, 18}, 4},
		"another order": {[]int64{10, 12, 11, 15, 13, 14, 16}, 0},
		"late in part":  {[]int64{10, 20, 15}, 8},
		"again":         {[]int64{10, 11, 11, 10, 12}, 0},
	} {
		q := &sequence{}
		for _, n := range c.numbers {
			q.add(fmt.Sprintf("s=ab;i=%x;b=2", n), at)
		}
		if early := q.lost(at.Add(patience/2), false); early != 0 {
			t.Errorf("%s: %d are said to be lost at once", name, early)
		}
		if lost := q.lost(at.Add(patience), false); lost != c.lost {
			t.Errorf("%s: %d are lost, want %d", name, lost, c.lost)
		}
		q.add("s=other;i=1", at) // a series of its own
		q.add("nonsense", at)
		if lost := q.lost(at, true); lost != 0 {
			t.Errorf("%s: %d are lost between two series", name, lost)
		}
	}
	q := &sequence{}
	for n := range int64(10 * maxMissing) {
		q.add(fmt.Sprintf("s=ab;i=%x", 2*n), at)
		q.lost(at, false)
	}
	if len(q.missing) > maxMissing {
		t.Errorf("%d spans are kept", len(q.missing))
	}
}
