package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"culprit/engine/source/docker/dockertest"
)

// static builds culprit as a service has it, without cgo, into a folder.
func static(t *testing.T, dir string) {
	t.Helper()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "culprit"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v: %s", err, out)
	}
}

// TestImage: the last stage of the recipe makes an image, and the command of the
// recipe runs it: with the powers that it is given there it reads logs, the
// kernel's log and states, and not its own log. So does the one without root,
// but for the kernel's log.
func TestImage(t *testing.T) {
	dockertest.Require(t)
	if _, err := os.Stat("/var/run/docker.sock"); err != nil {
		t.Skip("the recipe's command needs the usual socket: ", err)
	}
	dir := t.TempDir()
	image := filepath.Join(dir, "image")
	state := filepath.Join(image, "var/lib/culprit")
	if err := os.MkdirAll(state, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(state, 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	static(t, image)
	_, last, ok := strings.Cut(dockerfile, "\nFROM scratch\n")
	if !ok || strings.Count(last, "COPY --from=build /image /") != 1 {
		t.Fatal("the recipe has another last stage")
	}
	last = "FROM scratch\n" + strings.Replace(last, "COPY --from=build /image /", "COPY image /", 1)
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(last), 0o644); err != nil {
		t.Fatal(err)
	}
	p := dockertest.NewProject(t, "culpritimage")
	dockertest.Docker(t, "build", "-q", "-t", p.Name, dir)
	t.Cleanup(func() { exec.Command("docker", "rmi", "-f", p.Name).Run() })

	root := startImage(t, p.Name, p.Name+"-root", "")
	other := startImage(t, p.Name, p.Name+"-other", `--user 65532 --group-add "$(stat -c %g /var/run/docker.sock)"`)
	p.Up("hungry", "--memory", "16m", "--memory-swap", "16m", "--", "python3", "-c", "x = bytearray(200 << 20)")
	p.Up("worker", "--", "python3", "-uc", "import redis\ntry:\n redis.Redis('127.0.0.1', 6390).ping()\nexcept Exception as e:\n print('ERROR cache:', e)\nimport time\ntime.sleep(600)")
	never := p.Name + "-never-1"
	dockertest.Docker(t, "create", "--name", never, "--label", "com.docker.compose.project="+p.Name, dockertest.Image, "nosuchprogram")
	began := time.Now()
	exec.Command("docker", "start", never).Run()
	for _, name := range []string{root, other} {
		for service, cause := range map[string]string{"hungry": "memory.container-limit", "worker": "dependency.refused", "never": "container.command-not-found"} {
			line := regexp.MustCompile(`opened +\w+ +` + p.Name + "-" + service + `-1: .*\[` + cause + `\]`)
			dockertest.Until(t, prompt, name+" says "+cause, func() bool { return line.MatchString(dockertest.Logs(t, name)) })
		}
		t.Logf("%s has said all %s after the last failed", name, time.Since(began).Round(100*time.Millisecond))
		if history := dockertest.Docker(t, "exec", name, "/culprit", "history"); !strings.Contains(history, p.Name+"-hungry-1") {
			t.Errorf("its history: %s", history)
		}
		log := dockertest.Logs(t, name)
		if own := regexp.MustCompile(` ` + p.Name + `-(root|other): `).FindString(log); strings.Contains(own, name) {
			t.Errorf("it reads its own log: %s", log)
		}
		if missing := strings.Contains(log, "not watched: host/kmsg"); missing != (name == other) {
			t.Errorf("the kernel's log is missing: %v: %s", missing, log)
		}
	}
}

// startImage runs the recipe's command with another name, volume and port, and
// waits until it watches.
func startImage(t *testing.T, image, name, without string) string {
	t.Helper()
	_, command, _ := strings.Cut(dockerfile, "#   docker run ")
	command, _, _ = strings.Cut(command, "\n#\n")
	command = "docker run " + strings.NewReplacer("\\\n# ", "", " culprit watch ", " "+image+" watch ").Replace(command)
	command = strings.NewReplacer("--name culprit ", "--name "+name+" ", "-v culprit:", "-v "+name+":", "-p 127.0.0.1:9464:", "-p 127.0.0.1::").Replace(command)
	if without != "" { // root
		command = strings.NewReplacer(
			"docker run ", "docker run "+without+" ", "--cap-add SYSLOG --cap-add DAC_READ_SEARCH ", "", "--device /dev/kmsg:/dev/kmsg:r ", "",
			"-v /var/lib/docker/containers:/var/lib/docker/containers:ro ", "").Replace(command)
	}
	t.Cleanup(func() {
		exec.Command("docker", "rm", "-fv", name).Run()
		exec.Command("docker", "volume", "rm", name).Run()
	})
	if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", command, err, out)
	}
	dockertest.Until(t, prompt, name+" watches", func() bool { return strings.Contains(dockertest.Logs(t, name), "watching the Docker engine") })
	return name
}
