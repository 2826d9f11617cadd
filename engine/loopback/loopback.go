// Package loopback serves pages to this machine alone. An address of the
// loopback is not enough for that: a web page anywhere can have its own name
// resolve to 127.0.0.1 and then read what a browser on this machine fetches
// (DNS rebinding). So a request must also be addressed to a name we know.
package loopback

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Server serves pages that are only read.
type Server struct {
	listener net.Listener
	http     *http.Server
}

// Listen opens an address. It must be one of the loopback, unless there are
// names: then any is taken, and requests may be addressed to these names too.
func Listen(address string, names []string, pages http.Handler) (*Server, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%q is no address such as 127.0.0.1:9464", address)
	}
	known := []string{"localhost", "127.0.0.1", "::1"}
	ip := net.ParseIP(host)
	switch {
	case ip != nil && (ip.IsLoopback() || len(names) > 0 && !ip.IsUnspecified()):
		known = append(known, ip.String())
	case host == "localhost", len(names) > 0:
	default:
		return nil, fmt.Errorf("%q is not of the loopback", address)
	}
	for _, name := range names {
		known = append(known, strings.ToLower(name))
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if at, ok := listener.Addr().(*net.TCPAddr); len(names) == 0 && (!ok || !at.IP.IsLoopback()) {
		listener.Close() // localhost is what the resolver makes of it
		return nil, fmt.Errorf("%q is not of the loopback", address)
	}
	return &Server{listener, &http.Server{
		Handler:           guard(known, pages),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
	}}, nil
}

// Address is where the server listens.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Serve answers requests until Close.
func (s *Server) Serve() error {
	if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close lets the answers that are under way finish.
func (s *Server) Close(ctx context.Context) error { return s.http.Shutdown(ctx) }

// guard answers only what reads and is addressed to a known name.
func guard(known []string, pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		switch {
		case !slices.Contains(known, hostOf(r.Host)):
			http.Error(w, "this name is not served", http.StatusMisdirectedRequest)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			http.Error(w, "this is only for reading", http.StatusMethodNotAllowed)
		default:
			pages.ServeHTTP(w, r)
		}
	})
}

// hostOf is the name a request is addressed to, without its port: behind a port
// that is passed on, that is another.
func hostOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}
