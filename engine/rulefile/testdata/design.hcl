cause "memory.container-limit" {
  title    = "The container reached its memory limit"
  severity = "critical"
  summary  = "The kernel killed a process because the container's cgroup was at its limit."

  leads_to {
    causes = ["dependency.refused", "dependency.dns", "worker.broker-unreachable"]
    where  = "same(effect.peer, cause.subject)"
    within = "15m"
  }
  fix "raise-limit" {
    title    = "Give the container more memory"
    stage    = "now"
    risk     = "safe"
    commands = [["docker", "update", "--memory", "${twice(box.memory_limit_bytes)}", "${subject.name}"]]
    verify   = "box.oom_killed == false"
  }
  prevent    = ["Alert at 80 % of the limit"]
  references = ["https://docs.docker.com/engine/containers/resource_constraints/"]
}

cause "dependency.refused" {
  title    = "refused"
  severity = "error"
}

cause "dependency.dns" {
  title    = "dns"
  severity = "error"
}

cause "worker.broker-unreachable" {
  title    = "broker"
  severity = "error"
}

rule "container-oom-killed" {
  title      = "Kernel OOM kill inside a container"
  cause      = "memory.container-limit"
  confidence = 0.98

  match "kill" {
    fact  = "kernel.oom_kill"
    where = "kill.constraint == 'memcg'"
  }
  match "box" {
    fact     = "container.state"
    where    = "box.id == kill.container_id"
    optional = true
  }
  within  = "2m"
  subject = "kill"
  message = "${kill.process} used ${bytes(kill.anon_rss_bytes)}, limit ${bytes(kill.limit_bytes)}"
}

rule "redis-connection-refused" {
  cause      = "dependency.refused"
  confidence = 0.9
  match "refused" {
    fact    = "log.line"
    pattern = "Error \\d+ connecting to (?P<host>[\\w.-]+):(?P<port>\\d+)\\. Connection refused"
    count   = 2
  }
  within = "5m"
  peer   = "endpoint(refused.capture.host, refused.capture.port)"
  until "back" {
    fact  = "log.line"
    where = "same(back.subject, refused.subject) && back.message contains 'Connected to redis'"
  }
}
