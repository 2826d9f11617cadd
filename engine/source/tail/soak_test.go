package tail

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"
)

// descriptors counts those of this process.
func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("the descriptors of a process are not to be seen here: ", err)
	}
	return len(entries)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestSoak: after thousands of files that came, were rotated and went, as many
// descriptors and paths are held as at the start, and no more memory.
func TestSoak(t *testing.T) {
	s := newStory(t, "*.log")
	s.create("stays.log")
	stays := s.w
	round := func(n int) {
		for i := range n {
			name := fmt.Sprintf("box%d.log", i)
			s.write(1)
			s.create(name)
			s.write(3)
			s.poll()
			s.write(2)
			s.rename(name, name+".1")
			s.w.Close()
			s.create(name)
			s.write(1)
			s.poll()
			s.must(os.Remove(s.path(name)))
			s.must(os.Remove(s.path(name + ".1")))
			s.w.Close()
			s.w = stays
			s.now = s.now.Add(5 * time.Second)
		}
		s.now = s.now.Add(2 * grace)
		s.poll()
		s.now = s.now.Add(2 * grace)
		s.poll()
	}
	round(50)
	files, memory := descriptors(t), heap()
	n := 1000
	if testing.Short() {
		n = 200
	}
	round(n)
	s.whole()
	clear(s.got)
	s.order = nil
	if now := descriptors(t); now > files+5 {
		t.Errorf("%d descriptors, %d at the start", now, files)
	}
	if now := heap(); now > memory+4<<20 {
		t.Errorf("%d KiB of memory, %d at the start", now>>10, memory>>10)
	}
	if len(s.f.files) != 1 || len(s.f.leaving) != 0 || len(s.f.refused) != 0 || len(s.cursors) != n+1 {
		t.Errorf("%d files, %d leaving, %d refused, %d cursors", len(s.f.files), len(s.f.leaving), len(s.f.refused), len(s.cursors))
	}
}
