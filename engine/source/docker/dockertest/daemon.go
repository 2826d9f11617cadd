package dockertest

import (
	"archive/tar"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A Daemon is an engine of the test's own, which it may stop and start again. It
// has no network, and one image, "lines" (the program beside).
type Daemon struct {
	t       *testing.T
	dir     string
	cmd     *exec.Cmd
	options []string
}

// StartDaemon starts one with options. It skips where Require does, and where
// it is not root.
func StartDaemon(t *testing.T, options ...string) *Daemon {
	t.Helper()
	Require(t)
	if os.Geteuid() != 0 {
		t.Skip("an engine of one's own needs root")
	}
	dir, err := os.MkdirTemp("", "culprit-dockerd") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	d := &Daemon{t: t, dir: dir, options: options}
	t.Cleanup(d.remove)
	d.Start()
	d.image()
	return d
}

// Host is what DOCKER_HOST must be.
func (d *Daemon) Host() string { return "unix://" + filepath.Join(d.dir, "docker.sock") }

// Start starts the engine and waits until it answers.
func (d *Daemon) Start() {
	d.t.Helper()
	// In a network of its own: an engine without a bridge removes docker0.
	d.cmd = exec.Command("unshare", append([]string{
		"--net", "dockerd", "--host", d.Host(), "--data-root", filepath.Join(d.dir, "data"), "--exec-root", filepath.Join(d.dir, "exec"), "--pidfile", filepath.Join(d.dir, "pid"),
		"--bridge", "none", "--iptables=false", "--ip6tables=false", "--storage-driver", "vfs",
	}, d.options...)...)
	log, err := os.OpenFile(filepath.Join(d.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		d.t.Fatal(err)
	}
	defer log.Close()
	d.cmd.Stdout, d.cmd.Stderr = log, log
	if err := d.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	Until(d.t, 30*time.Second, "the engine of the test's own answers", func() bool {
		return command("--host", d.Host(), "version").Run() == nil
	})
}

// Stop ends the engine, and with it its containers.
func (d *Daemon) Stop() {
	if d.cmd == nil {
		return
	}
	d.cmd.Process.Signal(syscall.SIGTERM)
	d.cmd.Wait()
	d.cmd = nil
}

// Docker runs a docker command against it and returns what it prints.
func (d *Daemon) Docker(args ...string) string {
	d.t.Helper()
	return Docker(d.t, append([]string{"--host", d.Host()}, args...)...)
}

// Run starts a container of the image. Options of docker run stand before "--",
// those of the program behind.
func (d *Daemon) Run(name string, args ...string) (id string) {
	d.t.Helper()
	run := []string{"run", "-d", "--name", name, "--network", "none"}
	for i, a := range args {
		if a == "--" {
			run = append(append(run, "lines", "/lines"), args[i+1:]...)
			break
		}
		run = append(run, a)
	}
	lines := strings.Fields(d.Docker(run...))
	return lines[len(lines)-1]
}

// image imports the program as an image.
func (d *Daemon) image() {
	d.t.Helper()
	program := filepath.Join(d.dir, "lines")
	build := exec.Command("go", "build", "-o", program, "culprit/engine/source/docker/dockertest/lines")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		d.t.Fatalf("go build: %v: %s", err, out)
	}
	text, err := os.ReadFile(program)
	if err != nil {
		d.t.Fatal(err)
	}
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	if err := w.WriteHeader(&tar.Header{Name: "lines", Mode: 0o755, Size: int64(len(text))}); err != nil {
		d.t.Fatal(err)
	}
	w.Write(text)
	w.Close()
	load := command("--host", d.Host(), "import", "-", "lines")
	load.Stdin = &b
	if out, err := load.CombinedOutput(); err != nil {
		d.t.Fatalf("docker import: %v: %s", err, out)
	}
}

func (d *Daemon) remove() {
	if d.t.Failed() {
		if log, err := os.ReadFile(filepath.Join(d.dir, "log")); err == nil {
			d.t.Logf("dockerd: %s", log[max(0, len(log)-2000):])
		}
	}
	if d.cmd != nil {
		ids, _ := command("--host", d.Host(), "ps", "-aq").Output()
		for _, id := range strings.Fields(string(ids)) {
			command("--host", d.Host(), "rm", "-fv", id).Run()
		}
	}
	d.Stop()
	// With --live-restore it leaves its data mounted.
	exec.Command("umount", filepath.Join(d.dir, "data")).Run()
	if err := os.RemoveAll(d.dir); err != nil {
		d.t.Error(err)
	}
}
