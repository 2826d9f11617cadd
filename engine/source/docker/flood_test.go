package docker

import (
	"fmt"
	"testing"
	"time"

	"culprit/engine/source/docker/dockertest"
)

// TestFlood: a container that writes as fast as it can into files that are
// rotated every few milliseconds and kept twice, from its first line on. What
// came and the files that are told to be lost are what was written.
func TestFlood(t *testing.T) {
	d := dockertest.StartDaemon(t)
	l, stop := follow(t, d.Host(), nil)
	defer stop()
	for i := range 3 {
		const written = 200_000
		name := fmt.Sprintf("flood%d", i)
		stream := logStream(name)
		began := time.Now()
		d.Run(name, "--log-opt", "max-size=1m", "--log-opt", "max-file=2", "--", "-n", fmt.Sprint(written), "-rate", "100000000")
		d.Docker("wait", name)
		t.Logf("%s took %s", name, time.Since(began).Round(time.Millisecond))
		l.balance(t, stream, written)
		l.mu.Lock()
		n, lost := len(l.lines[stream]), l.lost[stream]
		l.mu.Unlock()
		if lost == nil {
			continue // balance has seen to it
		}
		// A record is {"log":"…\n","stream":"stdout","time":"…"} and a file is full
		// once it has its size; of the time, trailing zeros are left out.
		const least, most = 1<<20/178 - 60, 1<<20/178 + 60
		if missing := int64(written - n); missing < lost.Files*least || missing > lost.Files*most || lost.Bytes != lost.Files<<20 {
			t.Errorf("%s: %d lines are missing, told %+v", name, missing, lost)
		}
	}
}
