package dockertest

import (
	"encoding/binary"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Fake serves answers by path as an engine of API 1.44 would, and returns what
// DOCKER_HOST must be. The answer "hang" is none. It fails the test for
// anything but GET and HEAD, and for a path without the agreed version.
func Fake(t *testing.T, answers map[string]string) (host string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			t.Errorf("%s %s reached the engine", r.Method, r.URL.Path)
		}
		w.Header().Set("Api-Version", "1.44")
		path := r.URL.Path
		if rest, ok := strings.CutPrefix(path, "/v1.44"); ok {
			path = rest
		} else if path != "/_ping" {
			t.Errorf("%s was asked without the agreed version", path)
		}
		body, ok := answers[path]
		switch {
		case path == "/_ping":
		case !ok:
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, `{"message":"configured logging driver does not support reading"}`)
		case body == "hang":
			<-r.Context().Done()
		default:
			io.WriteString(w, body)
		}
	}))
	t.Cleanup(server.Close)
	return "tcp://" + server.Listener.Addr().String()
}

// Frame is one frame of a log stream; stream is 1 for stdout, 2 for stderr, 3
// for an error of the daemon.
func Frame(stream byte, text string) string {
	header := []byte{stream, 0, 0, 0, 0, 0, 0, 0}
	binary.BigEndian.PutUint32(header[4:], uint32(len(text)))
	return string(header) + text
}
