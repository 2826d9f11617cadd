cause "daemon.unreachable" {
  title    = "The Docker daemon can't be reached"
  severity = "critical"
  summary  = "It does not run, or the client looks in the wrong place."

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "worker.broker-unreachable",
      "worker.healthcheck-failing",
      "worker.boot-failed",
      "worker.time-limit",
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
    ]
  }

  fix "start" {
    title = "See and start the daemon"
    stage = "now"
    risk  = "safe"
    commands = [
      ["systemctl", "status", "docker"],
      ["systemctl", "start", "docker"],
    ]
  }

  fix "host" {
    title = "Check DOCKER_HOST and the context"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "context", "ls"],
    ]
  }

  fix "logs" {
    title = "Start the daemon in the foreground and read why it ends"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["dockerd", "--debug"],
    ]
  }

  prevent    = ["Enable the service at boot."]
  references = ["https://docs.docker.com/engine/daemon/troubleshoot/"]
}

cause "daemon.storage" {
  title    = "The daemon's storage is broken"
  severity = "critical"
  summary  = "A layer, the graph driver or the metadata below /var/lib/docker is damaged or unusable."

  changes = [
    "host.info.storage_driver",
    "host.info.docker_root",
    "host.filesystem",
    "host.info.kernel",
  ]

  leads_to {
    causes = [
      "data.corrupt",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "worker.broker-unreachable",
      "worker.healthcheck-failing",
      "worker.boot-failed",
      "worker.time-limit",
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
      "image.pull-failed",
      "container.runtime-failed",
      "daemon.unreachable",
    ]
  }

  fix "see" {
    title = "Read the engine's log"
    stage = "now"
    risk  = "safe"
    commands = [
      ["journalctl", "-u", "docker", "--no-pager", "-n", "100"],
    ]
  }

  fix "pull" {
    title = "Remove and pull the image again"
    stage = "next"
    risk  = "disruptive"
  }

  fix "reset" {
    title = "Move /var/lib/docker away and start anew; all images, containers and volumes are lost"
    stage = "last-resort"
    risk  = "destructive"
  }

  prevent    = ["Keep /var/lib/docker on a file system with d_type."]
  references = ["https://docs.docker.com/engine/storage/drivers/select-storage-driver/"]
}
