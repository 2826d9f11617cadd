package dockertest

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"strings"
	"testing"
)

// ReadOnlyProxy stands before the real engine and lets nothing but reading by;
// anything else fails the test. It returns what DOCKER_HOST must be.
func ReadOnlyProxy(t *testing.T) string {
	t.Helper()
	path := "/var/run/docker.sock"
	if host != "" {
		if !strings.HasPrefix(host, "unix://") {
			t.Skip("the proxy needs an engine on a unix socket, not " + host)
		}
		path = strings.TrimPrefix(host, "unix://")
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:       func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.URL.Host = "http", "docker" },
		FlushInterval: -1,
		Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", path)
		}},
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			t.Errorf("%s %s reached the proxy", r.Method, r.URL)
			w.WriteHeader(http.StatusForbidden)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return "tcp://" + server.Listener.Addr().String()
}
