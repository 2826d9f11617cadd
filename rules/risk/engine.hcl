# What docker info warns of, and what docker ps shows before anyone looked at
# a log.

cause "risk.limits-not-enforced" {
  title    = "The kernel enforces no container limits"
  severity = "warning"
  risk     = true
  summary  = "The engine can't limit memory or CPU on this host: limits of containers are accepted and have no effect."
  leads_to { causes = ["memory.host-exhausted"] }
  fix "enable" {
    title = "Enable the cgroup controllers (cgroup_enable=memory swapaccount=1 on the kernel's command line) and restart the host"
    stage = "next"
    risk  = "disruptive"
  }
  prevent    = ["Read the warnings at the end of docker info after each change of host or kernel."]
  references = ["https://docs.docker.com/engine/install/troubleshoot/#kernel-cgroup-swap-limit-capabilities"]
}

cause "risk.engine-exposed" {
  title    = "The engine's API is open to the network"
  severity = "warning"
  risk     = true
  summary  = "Whoever reaches the port is root on this host."
  fix "close" {
    title = "Listen on the socket only, or require TLS client certificates"
    stage = "now"
    risk  = "disruptive"
  }
  prevent    = ["Use ssh:// contexts for remote access."]
  references = ["https://docs.docker.com/engine/security/protect-access/"]
}

rule "risk-limits-not-enforced" {
  title      = "docker info says that memory or CPU can't be limited"
  cause      = "risk.limits-not-enforced"
  confidence = 0.9
  match "host" {
    fact  = "host.info"
    where = "any(host.warnings, # matches '(?i)^No (?:memory|cpu cfs quota|cpu cfs period|pids|cpuset) (?:limit )?support')"
  }
  message = "${host.text}"
}

rule "risk-engine-exposed" {
  title      = "docker info says that its API is open without encryption"
  cause      = "risk.engine-exposed"
  confidence = 0.9
  match "host" {
    fact  = "host.info"
    where = "any(host.warnings, # matches '(?i)API is accessible on http')"
  }
  message = "${host.text}"
}

rule "risk-engine-exposed-setting" {
  title      = "daemon.json opens the API to the network without TLS"
  cause      = "risk.engine-exposed"
  confidence = 0.9
  match "hosts" {
    fact  = "host.setting"
    where = "hosts.name == 'docker.hosts' && hosts.value matches 'tcp://(?:0\\\\.0\\\\.0\\\\.0|\\\\[::\\\\]|:)'"
  }
  absent "tls" {
    fact  = "host.setting"
    where = "tls.name == 'docker.tlsverify' && tls.value == 'true'"
  }
  message = "${hosts.text}"
}

rule "risk-restarting-listed" {
  title      = "A list of containers shows one that is restarting"
  cause      = "risk.restart-hides-failure"
  confidence = 0.7
  match "row" {
    fact  = "container.summary"
    where = "row.state == 'restarting'"
  }
  message = "${row.subject}: ${row.status}"
}

rule "risk-memory-near-limit-pod" {
  title      = "cAdvisor or kubectl top shows a container near its limit"
  cause      = "risk.memory-near-limit"
  confidence = 0.8
  match "pod" {
    fact  = "k8s.pod"
    where = "pod.memory_limit_bytes > 0 && pod.state == 'running'"
  }
  match "stats" {
    fact  = "container.stats"
    where = "same(stats, pod) && stats.memory_limit_bytes == 0 && stats.memory_bytes * 100 >= pod.memory_limit_bytes * 85"
  }
  message = "${pod.subject} uses ${bytes(stats.memory_bytes)} of ${bytes(pod.memory_limit_bytes)}"
}
