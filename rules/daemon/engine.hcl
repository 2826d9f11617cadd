rule "daemon-unreachable" {
  cause      = "daemon.unreachable"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)Cannot connect to the Docker daemon|Is the docker daemon running|error during connect: .{0,200}docker|failed to start daemon|docker\.service: (?:Failed|Start request repeated|Main process exited)|cannot connect to (?:Podman|the Podman socket)|docker daemon is not running|Error while fetching server API version: .{0,60}(?:Connection refused|FileNotFound|No such file)
    EOT
    where   = "not (line.message matches '(?i)NAT chain|INVALID_ZONE|IP tables|iptables|metadata database|X509 key pair|valid graphdrivers|Permission ?[Dd]enied')"
  }
  message = "${line.found}"
}

rule "docker-socket-permission" {
  cause      = "permission.docker-socket"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)permission denied while trying to connect to the Docker (?:daemon socket|API)|docker\.sock.{0,60}permission denied|Got permission denied while trying to connect to the Docker|permission denied.{0,80}docker\.sock|PermissionError.{0,80}docker
    EOT
  }
  message = "${line.found}"
}

rule "daemon-storage" {
  cause      = "daemon.storage"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)error creating overlay mount|creating (?:container storage|read-write layer)|error (?:creating|loading|mounting) (?:container storage|layer)|layer does not exist|failed to register layer|error initializing graphdriver|driver .overlay2?. (?:failed|not supported)|several valid graphdrivers|devmapper: |graph ?driver.{0,60}(?:failed|error|not supported)|invalid checksum digest|layers from manifest don't match|failed to mount overlay|error mounting layer|unable to (?:find|remove) (?:layer|filesystem)|failed to get (?:layer|digest)|image (?:is )?corrupt|missing (?:layer|content) .{0,60}(?:sha256|digest)|content digest sha256:\w+: not found|/var/lib/docker/(?:overlay2|image|containerd)\S*.{0,40}(?:no such file|input/output|structure needs)
    EOT
    where   = "not (line.message matches '(?i)no space left|devmapper not configured|skip (loading )?plugin')"
  }
  message = "${line.found}"
}

rule "docker-graph-damaged" {
  cause      = "daemon.storage"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      readlink /var/lib/docker\S*: invalid argument|RWLayer of container \S+ is unexpectedly nil|layer verification failed for digest|contains several valid graphdrivers|failed to get (?:reader from )?content store
    EOT
  }
  message = "Docker's own storage is damaged: ${line.found}"
}

rule "docker-metadata-locked" {
  cause      = "data.locked"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      error while opening volume store metadata database \([^)]*\): timeout|ensure docker is not running or delete
    EOT
  }
  message = "Another dockerd holds Docker's files: ${line.found}"
}

rule "docker-certificate-missing" {
  cause      = "config.secret-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not load X509 key pair: open (?:[^:\s]+): no such file|could not read CA certificate "?(?:[^":\s]+)"?: open
    EOT
  }
  message = "${line.found}"
}

rule "docker-service-failed" {
  cause      = "daemon.unreachable"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Job for docker\.service failed|Unit docker\.service entered failed state
    EOT
  }
  message = "${line.found}"
}

rule "containerd-metadata-damaged" {
  cause      = "daemon.storage"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      failed to recover state[^\n]{0,120}(?:invalid database|unexpected)|io\.containerd\.metadata\S*[^\n]{0,80}invalid database
    EOT
  }
  message = "${line.found}"
}
