package docker

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"culprit/engine/source"
	"culprit/engine/source/docker/dockertest"
)

// TestFollow: through a proxy that only reads, every line of a log that is
// rotated while it is written comes once, or is said to be lost; so do those of
// a driver that only the API reads; and states are known after a death.
func TestFollow(t *testing.T) {
	dockertest.Require(t)
	p := dockertest.NewProject(t, "culpritfollow")
	api, err := connect(dockertest.ReadOnlyProxy(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	// Events of a container that is no more are told; that it has no state is no gap.
	dockertest.Docker(t, "rm", "-f", p.Up("before", "--", "true"))
	e, err := open(t.Context(), api, Options{Since: time.Now().Add(-time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	texts := map[string]*strings.Builder{}
	var gaps []string
	ended := make(chan error, 1)
	go func() {
		ended <- e.Follow(ctx, 1<<20, nil, func(piece source.Piece) {
			if !strings.Contains(piece.Stream, p.Name) && piece.Stream != eventStream {
				return // another's container
			}
			mu.Lock()
			defer mu.Unlock()
			if piece.Gap != nil {
				gaps = append(gaps, piece.Gap.Error())
			}
			b := texts[piece.Stream]
			if b == nil || piece.Whole {
				b = &strings.Builder{}
				texts[piece.Stream] = b
			}
			b.Write(piece.Data)
		})
	}()
	text := func(stream string) string {
		mu.Lock()
		defer mu.Unlock()
		if b := texts[stream]; b != nil {
			return b.String()
		}
		return ""
	}
	const lines = 2000
	program := fmt.Sprintf("for i in range(%d):\n print('number', i, '.')\nprint('the end')", lines)
	rotated := p.Up("rotated", "--log-opt", "max-size=60k", "--log-opt", "max-file=9", "--", "python3", "-uc", program)
	local := p.Up("local", "--log-driver", "local", "--", "python3", "-uc", program)
	for _, name := range []string{rotated, local} {
		stream := logStream(name)
		dockertest.Until(t, time.Minute, "all of "+stream+" came", func() bool { return strings.Contains(text(stream), "the end") })
		log := text(stream)
		for i := range lines {
			if n := strings.Count(log, fmt.Sprintf("number %d .", i)); n != 1 {
				t.Errorf("%s: line %d came %d times", name, i, n)
			}
		}
	}
	dockertest.Until(t, time.Minute, "the death is known", func() bool {
		mu.Lock()
		defer mu.Unlock()
		for stream, b := range texts {
			if strings.HasPrefix(stream, "docker/inspect/"+local) && strings.Contains(b.String(), `"Status": "exited"`) {
				return strings.Contains(texts[eventStream].String(), `"die"`)
			}
		}
		return false
	})
	cancel()
	if err := <-ended; err != nil || len(gaps) > 0 {
		t.Errorf("%v %q", err, gaps)
	}
}
