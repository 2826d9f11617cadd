rule "volume-missing" {
  cause      = "container.mount-invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      no such volume: (?:\S+)|external volume "(?:[^"]+)" not found|Volume (?:\S+) declared as external, but could not be found|invalid mode: /|no volume with name
    EOT
  }
  message = "A volume does not exist or is written wrongly: ${line.found}"
}

rule "volume-in-use" {
  cause      = "data.locked"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      volume is in use - \[
    EOT
  }
  message = "A container still uses the volume: ${line.found}"
}

rule "network-in-use-or-wrong" {
  cause      = "container.network-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      has active endpoints|was found but has incorrect label
    EOT
  }
  message = "A network is still in use, or belongs to something else: ${line.found}"
}

rule "compose-dependency-unhealthy" {
  cause      = "container.healthcheck-failing"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Container "?(?:[\w.-]+)"? is unhealthy
    EOT
  }
  message = "${line.found}"
}

rule "compose-dependency-exited" {
  cause      = "app.exception"
  confidence = 0.4

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      service "(?:[^"]+)" didn't complete successfully: exit (?:\d+)|dependency failed to start: container (?:\S+) exited \((?:[1-9]\d*)\)
    EOT
  }
  message = "What others wait for ended with an error: ${line.found}"
}
