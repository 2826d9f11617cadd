rule "swarm-no-leader" {
  cause      = "dependency.starting"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      swarm does not have a leader|This node is not (?:a swarm manager|part of a swarm)
    EOT
  }
  message = "The Docker swarm has no manager to answer: ${line.found}"
}

rule "swarm-no-node" {
  cause      = "container.unschedulable"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      no suitable node \((?P<why>[^)]*)\)
    EOT
  }
  message = "No node of the swarm takes the task: ${line.capture.why}"
}

rule "swarm-unhealthy" {
  title      = "Swarm ends the tasks of a service that is not healthy"
  cause      = "container.healthcheck-failing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dockerexec: unhealthy container
    EOT
  }
  message = "Swarm ends the tasks of a service that is not healthy"
}
