rule "docker-api-versions" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      client version \S+ is too (?:new|old)|Not supported URL scheme http\+docker|(?:KeyError: |  )'ContainerConfig'|API version \S+ is too old
    EOT
  }
  message = "Docker client and engine, or compose v1 and a new engine, do not fit: ${line.found}"
}

rule "compose-cannot-reach-engine" {
  cause      = "daemon.unreachable"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Couldn't connect to Docker daemon|COMPOSE_HTTP_TIMEOUT|An HTTP request took too long to complete
    EOT
  }
  message = "${line.found}"
}
