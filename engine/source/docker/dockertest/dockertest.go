// Package dockertest starts real containers for tests. Where there is no Docker
// engine or no image to start, a test skips with the reason; with
// CULPRIT_REQUIRE=docker it fails, so that a machine that is meant to have
// Docker can't pass without.
package dockertest

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Image is built by testdata/lab/image.sh: Redis, PostgreSQL, Celery, gunicorn.
const Image = "culprit-lab:latest"

// host is the engine that tests start containers with, whatever a test sets
// DOCKER_HOST to.
var host = os.Getenv("DOCKER_HOST")

// command is a docker command.
func command(args ...string) *exec.Cmd {
	cmd := exec.Command("docker", args...)
	cmd.Env = append(os.Environ(), "DOCKER_HOST="+host)
	return cmd
}

// Require skips or fails the test where the engine or the image is missing.
func Require(t *testing.T) {
	t.Helper()
	reason := ""
	if out, err := command("version").CombinedOutput(); err != nil {
		reason = "no Docker engine answers: " + strings.TrimSpace(string(out)+err.Error())
	} else if err := command("image", "inspect", Image).Run(); err != nil {
		reason = "there is no image " + Image + "; testdata/lab/image.sh builds it"
	}
	switch {
	case reason == "":
	case strings.Contains(os.Getenv("CULPRIT_REQUIRE"), "docker"):
		t.Fatal(reason)
	default:
		t.Skip(reason)
	}
}

// Docker runs a docker command and returns what it prints.
func Docker(t *testing.T, args ...string) string {
	t.Helper()
	out, err := command(args...).CombinedOutput()
	if err != nil {
		t.Fatalf("docker %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// A Project is a network with containers in it, named and labelled as compose
// v2 does. It is removed at the end of the test.
type Project struct {
	t    *testing.T
	Name string
}

// NewProject makes the network of a project. Its name is made unique: tests of
// several checkouts may share an engine.
func NewProject(t *testing.T, name string) *Project {
	t.Helper()
	p := &Project{t, fmt.Sprintf("%s%d", name, os.Getpid())}
	t.Cleanup(p.remove)
	Docker(t, "network", "create", "--label", "com.docker.compose.project="+p.Name, p.Name+"_default")
	return p
}

func (p *Project) remove() {
	ids, _ := command("ps", "-aq", "--filter", "label=com.docker.compose.project="+p.Name).Output()
	for _, id := range strings.Fields(string(ids)) {
		command("rm", "-fv", id).Run()
	}
	command("network", "rm", p.Name+"_default").Run()
}

// Up starts a container of a service and returns its name. Options of docker
// run stand before "--", the command behind.
func (p *Project) Up(service string, args ...string) string {
	p.t.Helper()
	name := p.Name + "-" + service + "-1"
	run := []string{
		"run", "-d", "--name", name, "--network", p.Name + "_default", "--network-alias", service,
		"--label", "com.docker.compose.project=" + p.Name, "--label", "com.docker.compose.service=" + service,
	}
	for i, a := range args {
		if a == "--" {
			run = append(append(run, Image), args[i+1:]...)
			break
		}
		run = append(run, a)
	}
	Docker(p.t, run...)
	return name
}

// Until waits until a condition holds; it looks four times a second, since
// Docker tells some of its states only when asked.
func Until(t *testing.T, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(limit); time.Now().Before(end); <-tick.C {
		if holds() {
			return
		}
	}
	t.Fatalf("after %s still not: %s", limit, what)
}

// Logs is what a container wrote.
func Logs(t *testing.T, name string) string {
	t.Helper()
	out, err := command("logs", name).CombinedOutput()
	if err != nil {
		t.Fatalf("docker logs %s: %v: %s", name, err, out)
	}
	return string(out)
}
