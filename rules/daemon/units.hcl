# The systemd units of the container engine.

rule "engine-unit-failed" {
  title      = "The unit of the container engine has failed"
  cause      = "daemon.unreachable"
  confidence = 0.85

  match "unit" {
    fact  = "host.unit"
    where = "unit.unit matches '^(?:docker|containerd|crio|cri-o|podman)\\\\.(?:service|socket)$' && (unit.active == 'failed' || unit.sub == 'auto-restart')"
  }
  message = "${unit.unit} has failed: ${unit.text}"
}

rule "engine-unit-stopped" {
  title      = "The unit of the Docker daemon does not run"
  cause      = "daemon.unreachable"
  confidence = 0.7

  match "unit" {
    fact  = "host.unit"
    where = "unit.unit in ['docker.service', 'containerd.service'] && unit.active == 'inactive' && unit.load in ['loaded', 'masked']"
  }
  absent "answers" {
    fact = "container.summary"
  }
  absent "info" {
    fact  = "host.info"
    where = "info.docker_version != ''"
  }
  message = "${unit.unit} is not running: ${unit.text}"
}
