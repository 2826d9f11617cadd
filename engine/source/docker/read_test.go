package docker

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"culprit/engine/source"
	"culprit/engine/source/docker/dockertest"
)

// stamped is a line of a log at a nanosecond.
func stamped(nano int, text string) string {
	return dockertest.Frame(1, fmt.Sprintf("2026-11-23T22:12:23.%09dZ %s\n", nano, text))
}

// followFake follows an engine with one running container, whose log is what
// logs answers, until a text came; it returns all that came of the log.
func followFake(t *testing.T, from source.Cursors, logs http.HandlerFunc, until string) (got []string, cursors source.Cursors) {
	t.Helper()
	t.Setenv("DOCKER_HOST", "")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			t.Errorf("%s %s reached the engine", r.Method, r.URL)
		}
		w.Header().Set("Api-Version", "1.44")
		switch _, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/"); path {
		case "events":
			w.(http.Flusher).Flush()
			if r.URL.Query().Get("until") == "" {
				<-r.Context().Done()
			}
		case "version", "containers/json", "containers/" + webID + "/json":
			io.WriteString(w, map[string]string{
				"version": answers["/version"], "containers/json": `[{"Id":"` + webID + `","Names":["/web"],"State":"running","Status":"Up 2 hours"}]`,
			}[path])
			if strings.HasSuffix(path, webID+"/json") {
				io.WriteString(w, `{"Id":"`+webID+`","Name":"/web","State":{"Status":"running","Running":true},"Config":{"Tty":false},"HostConfig":{"LogConfig":{"Type":"local"}}}`)
			}
		case "containers/" + webID + "/logs":
			logs(w, r)
		}
	}))
	defer server.Close()
	defer server.CloseClientConnections()
	t.Setenv("DOCKER_HOST", "tcp://"+server.Listener.Addr().String())
	e, err := Open(t.Context(), Options{pace: 30 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var mu sync.Mutex
	cursors = source.Cursors{}
	err = e.Follow(ctx, 1<<20, from, func(p source.Piece) {
		mu.Lock()
		defer mu.Unlock()
		if ctx.Err() != nil || p.Stream != "docker/logs/web.log" {
			return
		}
		if p.Cursor != "" {
			cursors[p.Stream] = p.Cursor
		}
		for line := range strings.Lines(string(p.Data)) {
			_, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " stdout F ")
			got = append(got, text)
		}
		if p.Gap != nil {
			got = append(got, "<"+p.Gap.Reason+">")
		}
		if strings.Contains(strings.Join(got, "\n"), until) {
			cancel()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, cursors
}

// TestSilentFollow: a follow that hangs while there are lines is asked again,
// and what it handed out is not handed out again: not even of two equal lines
// at one instant, of which one was.
func TestSilentFollow(t *testing.T) {
	follows := 0
	logs := func(w http.ResponseWriter, r *http.Request) {
		switch q := r.URL.Query(); {
		case q.Get("tail") == "1":
			io.WriteString(w, stamped(3, "three"))
		case q.Get("follow") == "1":
			if follows++; follows == 1 {
				io.WriteString(w, stamped(1, "one")+stamped(2, "two"))
			} else {
				if since := q.Get("since"); !strings.HasSuffix(since, ".000000002") {
					t.Errorf("since %s", since)
				}
				io.WriteString(w, stamped(2, "two")+stamped(2, "two")+stamped(3, "three"))
			}
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}
	}
	got, cursors := followFake(t, nil, logs, "three")
	if want := []string{"one", "two", "two", "three"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	// A later run begins at the cursor.
	got, _ = followFake(t, cursors, func(w http.ResponseWriter, r *http.Request) {
		if since := r.URL.Query().Get("since"); r.URL.Query().Get("follow") == "1" && !strings.HasSuffix(since, ".000000003") {
			t.Errorf("since %s", since)
		}
		io.WriteString(w, stamped(3, "three")+stamped(3, "other")+stamped(4, "four"))
	}, "four")
	if want := []string{"other", "four"}; !slices.Equal(got, want) {
		t.Errorf("a later run: %q", got)
	}
}

// TestRefusedLog: why a log can't be read is told once.
func TestRefusedLog(t *testing.T) {
	for _, c := range []struct {
		status int
		answer string
		want   string
	}{
		{http.StatusConflict, `{"message":"can not get logs from container which is dead or marked for removal"}`, "<its container was removed before the end of its log could be read>"},
		{http.StatusNotFound, `{"message":"No such container"}`, "<its container was removed before the end of its log could be read>"},
		{http.StatusNotImplemented, `{"message":"configured logging driver does not support reading"}`, "<its logging driver local can't be read: what the container says is not seen>"},
		{http.StatusOK, dockertest.Frame(3, "error from daemon in stream: invalid character"), "<the engine cut the log: error from daemon in stream: invalid character>"},
	} {
		got, _ := followFake(t, nil, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(c.status)
			io.WriteString(w, c.answer)
		}, ">")
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestTerminal: of a long line, the time that the daemon put before each of its
// pieces is no part.
func TestTerminal(t *testing.T) {
	stamp := "2026-11-23T22:12:23.420373225Z "
	long := strings.Repeat("x", cutAt)
	log := logLines(strings.NewReader(stamp+long+stamp+long+stamp+"end\r\n"+stamp+"next\r\n"), true)
	var got []string
	for {
		lines, err := log.next()
		if err != nil {
			break
		}
		for line := range strings.Lines(string(lines)) {
			_, text, _ := strings.Cut(line, " stdout ")
			got = append(got, text)
		}
	}
	if want := []string{"P " + long + "\n", "P " + long + "\n", "F end\n", "F next\n"}; !slices.Equal(got, want) {
		t.Errorf("%.60q", got)
	}
}
