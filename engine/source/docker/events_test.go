package docker

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"culprit/engine/source"
)

// An away is an engine without containers that can be stopped and started. Its
// events are those it holds; a stream of them ends after each new one, as behind
// a proxy that cuts.
type away struct {
	t      *testing.T
	addr   string
	server *httptest.Server
	mu     sync.Mutex
	held   []string
	asked  chan string // since of each stream
}

func (a *away) start() {
	l, err := net.Listen("tcp", a.addr)
	if err != nil {
		a.t.Fatal(err)
	}
	a.addr = l.Addr().String()
	a.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.44")
		switch _, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/"); path {
		case "version":
			io.WriteString(w, answers["/version"])
		case "containers/json":
			io.WriteString(w, "[]")
		case "events":
			a.mu.Lock()
			io.WriteString(w, strings.Join(a.held, ""))
			a.mu.Unlock()
			if r.URL.Query().Get("until") == "" {
				w.(http.Flusher).Flush()
				select {
				case a.asked <- r.URL.Query().Get("since"):
				case <-r.Context().Done():
				}
			}
		}
	}))
	a.server.Listener.Close()
	a.server.Listener = l
	a.server.Start()
}

func (a *away) stop() {
	a.server.CloseClientConnections()
	a.server.Close()
}

func (a *away) happens(nano int, action string) {
	a.mu.Lock()
	a.held = append(a.held, fmt.Sprintf(`{"Type":"network","Action":%q,"Actor":{"ID":"n"},"timeNano":%d}`+"\n", action, nano))
	a.mu.Unlock()
}

// TestEventsCut: a stream that is cut is asked again from its last event; no
// event is lost or comes twice, and as the engine still holds that one, nothing
// is missing. An engine that was started anew holds none: that is told, and what
// the docker command would have said meanwhile.
func TestEventsCut(t *testing.T) {
	a := &away{t: t, addr: "127.0.0.1:0", asked: make(chan string)}
	a.happens(5_000_000_001, "one")
	a.start()
	t.Setenv("DOCKER_HOST", "tcp://"+a.addr)
	e, err := Open(t.Context(), Options{pace: 10 * time.Millisecond, Since: time.Unix(5, 0)})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	said := make(chan string, 100)
	ended := make(chan error)
	go func() {
		ended <- e.Follow(ctx, 0, nil, func(p source.Piece) {
			switch {
			case p.Gap != nil:
				said <- "<" + p.Gap.Reason + ">"
			case p.Stream == versionStream:
				said <- strings.TrimPrefix(string(p.Data), "$ docker version\n")
			default:
				_, rest, _ := strings.Cut(string(p.Data), `"Action":"`)
				action, _, _ := strings.Cut(rest, `"`)
				said <- action
			}
		})
	}()
	var got []string
	next := func() { got = append(got, <-said) }
	next()
	a.happens(5_000_000_002, "two")
	first := <-a.asked
	next()
	second := <-a.asked
	if first != "4.000000000" || second != "4.000000001" {
		t.Errorf("asked since %s, then since %s", first, second)
	}
	a.held = nil
	a.stop()
	next() // that nothing answers
	a.happens(6_000_000_000, "three")
	a.start()
	<-a.asked
	for range 3 { // in whatever order: events and containers are asked beside each other
		next()
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	a.stop()
	got[2], _, _ = strings.Cut(got[2], " at ")
	slices.Sort(got[3:])
	want := []string{"one", "two", "Cannot connect to the Docker daemon", "", "<the engine was lost and answers again; events between may be missing>", "three"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
