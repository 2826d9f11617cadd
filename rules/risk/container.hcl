rule "risk-no-memory-limit" {
  title      = "A running container without a memory limit"
  cause      = "risk.no-memory-limit"
  confidence = 0.9
  match "box" {
    fact  = "container.state"
    where = "box.running && box.memory_limit_bytes == 0 && box.cgroup_parent == ''"
  }
  message = "${box.name}"
}

rule "risk-memory-near-limit" {
  title      = "docker stats shows a container near its limit"
  cause      = "risk.memory-near-limit"
  confidence = 0.8
  match "stats" {
    fact  = "container.stats"
    where = "stats.memory_percent >= 85"
  }
  message = "${stats.name} at ${stats.memory_percent} % of ${bytes(stats.memory_limit_bytes)}"
}

rule "risk-log-unbounded" {
  title      = "json-file logs without max-size"
  cause      = "risk.log-unbounded"
  confidence = 0.9
  match "box" {
    fact  = "container.state"
    where = "box.running && box.log_driver == 'json-file' && box.log_max_size == ''"
  }
  message = "${box.name}"
}

rule "risk-no-health-check" {
  title      = "A running service without a health check"
  cause      = "risk.no-health-check"
  confidence = 0.9
  match "box" {
    fact  = "container.state"
    where = "box.running && box.health_test in ['', 'NONE'] && box.restart_policy in ['always', 'unless-stopped', 'on-failure']"
  }
  message = "${box.name}"
}

rule "risk-restarted-often" {
  title      = "The restart policy started it again several times"
  cause      = "risk.restart-hides-failure"
  confidence = 0.8
  match "box" {
    fact  = "container.state"
    where = "box.restart_count >= 3 && box.restart_policy in ['always', 'unless-stopped', 'on-failure']"
  }
  message = "${box.name}, ${box.restart_count} restarts"
}

rule "risk-image-unpinned" {
  title      = "An image without a fixed version"
  cause      = "risk.image-unpinned"
  confidence = 0.9
  match "box" {
    fact  = "container.state"
    where = "box.running && box.image != '' && not (box.image contains '@sha256:') && not (box.image startsWith 'sha256:') && (box.image endsWith ':latest' || not (box.image matches ':[^/]+$'))"
  }
  message = "${box.name} (${box.image})"
}
