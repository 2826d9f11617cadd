package loopback

import (
	"io"
	"net/http"
	"testing"
)

// TestGuard: who is answered.
func TestGuard(t *testing.T) {
	s, err := Listen("127.0.0.1:0", nil, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "page") }))
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve() }()
	for _, c := range []struct {
		method, host string
		code         int
	}{
		{"GET", "", 200}, {"HEAD", "", 200}, {"GET", "localhost", 200}, {"GET", "LocalHost:1", 200}, {"GET", "[::1]:9464", 200}, {"GET", "127.0.0.1", 200},
		{"GET", "localhost.evil.com", 421}, {"GET", "127.0.0.1.evil.com:9464", 421}, {"GET", "evil.com", 421}, {"GET", "127.0.0.2", 421}, {"GET", "0.0.0.0", 421}, {"GET", "localhost:x:y", 421},
		{"POST", "", 405}, {"PUT", "localhost", 405}, {"DELETE", "", 405}, {"OPTIONS", "", 405}, {"POST", "evil.com", 421},
	} {
		r, err := http.NewRequest(c.method, "http://"+s.Address()+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(c, err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != c.code || (string(body) == "page") != (c.code == 200 && c.method == "GET") {
			t.Errorf("%s to %q: %d %q", c.method, c.host, answer.StatusCode, body)
		}
		if answer.Header.Get("X-Content-Type-Options") != "nosniff" || answer.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Error(answer.Header)
		}
	}
	if err := s.Close(t.Context()); err != nil || <-served != nil {
		t.Error(err)
	}
}

// TestListen: only the loopback, unless there are names.
func TestListen(t *testing.T) {
	for _, c := range []struct {
		address string
		names   []string
		ok      bool
	}{
		{"127.0.0.1:0", nil, true}, {"localhost:0", nil, true}, {"127.0.0.2:0", nil, true},
		{":0", nil, false}, {"0.0.0.0:0", nil, false}, {"[::]:0", nil, false}, {"192.0.2.1:0", nil, false}, {"example.com:0", nil, false}, {"9464", nil, false}, {"", nil, false},
		{":0", []string{"web1"}, true}, {"0.0.0.0:0", []string{"web1"}, true},
	} {
		s, err := Listen(c.address, c.names, http.NotFoundHandler())
		if (err == nil) != c.ok {
			t.Errorf("%q %q: %v", c.address, c.names, err)
		}
		if s != nil {
			s.listener.Close()
		}
	}
}
