// Package docker turns what a Docker engine answers into streams in the formats
// that a captured bundle has: inspect documents, events as JSON lines, stats and
// lists as docker prints them, logs with time and stream on each line. It is the
// only package that knows the engine's client.
//
// It asks with GET and HEAD only: nothing is ever changed on the host. Each call
// has a deadline; what can't be had is a source.Missing with the reason.
package docker

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/docker/docker/client"

	"culprit/engine/source"
)

// Deadlines of one call. An overloaded daemon answers inspect in seconds; the
// sizes of system df are counted file by file, and logs are bounded by what
// they hold.
const (
	callDeadline = 15 * time.Second
	diskDeadline = 30 * time.Second
	logDeadline  = 2 * time.Minute
)

// Options say what of an engine is wanted.
type Options struct {
	Containers []string  // full ids whose logs, stats and processes are wanted; nil: of all
	Since      time.Time // of logs and events; zero: from the beginning
	Tail       int       // last lines of each log; 0: all
	Seen       func()    // called when a follower has handed out the containers that were there

	pace time.Duration // in the place of silentAfter and downAfter, for tests
}

// An Engine is a source over a running Docker engine.
type Engine struct {
	api  *client.Client
	opts Options
	now  time.Time // the end of logs and events
	own  string    // the container that we run in
}

// ErrUnreachable is wrapped when no engine answers.
var ErrUnreachable = errors.New("no engine answers")

// Forbidden reports whether an engine could not be asked because we may not.
func Forbidden(err error) bool {
	return err != nil && strings.Contains(err.Error(), "permission denied")
}

// Open finds the engine (DOCKER_HOST and its kin, else the usual sockets) and
// agrees with it on a version of the API. The error is in the words of the
// docker command, so that the rules know it.
func Open(ctx context.Context, opts Options) (*Engine, error) {
	host := os.Getenv("DOCKER_HOST")
	if host == "" {
		host = socket()
	}
	api, err := connect(host, nil)
	if err != nil {
		return nil, fmt.Errorf("cannot use DOCKER_HOST %q: %w", host, err)
	}
	return open(ctx, api, opts)
}

func open(ctx context.Context, api *client.Client, opts Options) (*Engine, error) {
	ctx, cancel := context.WithTimeout(ctx, callDeadline)
	defer cancel()
	ping, err := api.Ping(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	// Eagerly: a version that does not fit must not look like a failure of the
	// first call that needs it.
	api.NegotiateAPIVersionPing(ping)
	if _, err := api.ServerVersion(ctx); err != nil {
		return nil, fmt.Errorf("%w: it speaks API %s, we %s: %w", ErrUnreachable, ping.APIVersion, api.ClientVersion(), err)
	}
	return &Engine{api: api, opts: opts, now: time.Now(), own: ours()}, nil
}

// connect makes a client whose transport refuses everything that could change
// something. A non-nil transport replaces the one for host (for tests).
func connect(host string, transport http.RoundTripper) (*client.Client, error) {
	plain, err := client.NewClientWithOpts(client.WithTLSClientConfigFromEnv(), client.WithHost(host))
	if err != nil {
		return nil, err
	}
	if transport == nil {
		transport = plain.HTTPClient().Transport
	}
	opts := []client.Opt{
		client.WithTLSClientConfigFromEnv(), client.WithHost(host), client.WithVersionFromEnv(),
		client.WithHTTPClient(&http.Client{Transport: readOnly{transport}, CheckRedirect: client.CheckRedirect}),
	}
	if os.Getenv(client.EnvOverrideCertPath) != "" {
		opts = append(opts, client.WithScheme("https"))
	}
	return client.NewClientWithOpts(opts...)
}

// readOnly is the promise never to change anything, kept where requests leave.
type readOnly struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t readOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, fmt.Errorf("culprit only reads: %s %s is refused", r.Method, r.URL.Path)
	}
	return t.next.RoundTrip(r)
}

// socket is the first of the usual sockets that exists: the system's, that of a
// rootless engine, podman's, which speaks the same API.
func socket() string {
	run := os.Getenv("XDG_RUNTIME_DIR")
	for _, path := range []string{"/var/run/docker.sock", filepath.Join(run, "docker.sock"), "/run/podman/podman.sock", filepath.Join(run, "podman/podman.sock")} {
		if info, err := os.Stat(path); err == nil && info.Mode()&os.ModeSocket != 0 {
			return "unix://" + path
		}
	}
	return client.DefaultDockerHost
}

// Expected reports whether this machine is meant to have an engine: one is
// named or its socket or program is there. Where it is not, its absence is
// nothing to report.
func Expected() bool {
	if os.Getenv("DOCKER_HOST") != "" {
		return true
	}
	for _, path := range []string{"/var/run/docker.sock", "/usr/bin/dockerd", "/usr/sbin/dockerd", "/usr/local/bin/dockerd", "/snap/bin/dockerd"} {
		if _, err := os.Stat(path); err == nil {
			return true
		}
	}
	return false
}

// Kind implements source.Source.
func (e *Engine) Kind() string { return "docker" }

// Name is the address of the engine.
func (e *Engine) Name() string { return e.api.DaemonHost() }

// Close gives the connections back.
func (e *Engine) Close() error { return e.api.Close() }

// missing makes the answer of a call that failed.
func missing(stream string, err error) error {
	reason, _, _ := strings.Cut(err.Error(), `: Head "`) // the request behind the words says nothing more
	if errors.Is(err, context.DeadlineExceeded) {
		reason = "the engine did not answer in time"
	}
	return &source.Missing{Stream: stream, Reason: reason}
}

// Unreachable is the source that stands for an engine that did not answer: what
// the docker command would have printed, for the rules to read.
func Unreachable(err error) source.Source { return unreachable{err} }

type unreachable struct{ err error }

// Kind implements source.Source.
func (unreachable) Kind() string { return "docker" }

// Name is that of a source without an address.
func (unreachable) Name() string { return "docker" }

// Streams implements source.Source.
func (u unreachable) Streams(context.Context) iter.Seq2[source.Stream, error] {
	return func(yield func(source.Stream, error) bool) {
		if !yield(source.Stream{}, missing("docker", u.err)) || !client.IsErrConnectionFailed(u.err) || Forbidden(u.err) {
			return // that we may not ask says nothing about the engine
		}
		yield(source.Stream{Name: versionStream, Command: "docker version", Size: -1, Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(noVersion(u.err))), nil
		}}, nil)
	}
}

const versionStream = "docker/version.txt"

// noVersion is what the docker command prints where no engine answers.
func noVersion(err error) []byte {
	return []byte("$ docker version\n" + strings.TrimPrefix(err.Error(), ErrUnreachable.Error()+": ") + "\n")
}
