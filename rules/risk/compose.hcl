# What a compose file promises to go wrong, said before anything ran. Where the
# containers themselves were inspected, they are judged instead.

cause "risk.start-order" {
  title    = "Nothing waits until a dependency is ready"
  severity = "info"
  risk     = true
  summary  = "depends_on without a condition waits for the start of the container, not for the program in it to answer."
  leads_to { causes = ["dependency.starting", "dependency.refused"] }
  fix "condition" {
    title = "depends_on with condition: service_healthy, and a health check in the dependency"
    stage = "next"
    risk  = "safe"
  }
  prevent    = ["Let programs retry their connections as well."]
  references = ["https://docs.docker.com/compose/how-tos/startup-order/"]
}

rule "risk-compose-start-order" {
  title      = "A service depends on one with a health check and does not wait for it"
  cause      = "risk.start-order"
  confidence = 0.8
  match "service" {
    fact  = "compose.service"
    where = "len(service.depends_on) > 0"
  }
  match "peer" {
    fact  = "compose.service"
    where = "peer.health_test != '' && peer.service in service.depends_on && not (peer.service in service.depends_healthy) && not (peer.service in service.depends_completed)"
  }
  message = "${service.service} does not wait until ${peer.service} is healthy"
}

rule "risk-compose-no-memory-limit" {
  title      = "A service of a compose file without a memory limit"
  cause      = "risk.no-memory-limit"
  confidence = 0.8
  match "service" {
    fact  = "compose.service"
    where = "service.memory_limit_bytes == 0"
  }
  absent "box" {
    fact  = "container.state"
    where = "same(box, service)"
  }
  message = "${service.service}"
}

rule "risk-compose-image-unpinned" {
  title      = "A service of a compose file whose image has no fixed version"
  cause      = "risk.image-unpinned"
  confidence = 0.8
  match "service" {
    fact  = "compose.service"
    where = "service.image != '' && not service.built && not (service.image contains '@sha256:') && not (service.image contains '$') && (service.image endsWith ':latest' || not (service.image matches ':[^/]+$'))"
  }
  absent "box" {
    fact  = "container.state"
    where = "same(box, service)"
  }
  message = "${service.service} (${service.image})"
}
