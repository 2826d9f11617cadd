rule "kubernetes-container-errors" {
  cause      = "container.command-not-found"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:StartError|RunContainerError|ContainerCannotRun)[\s\S]{0,400}?(?:executable file not found|no such file or directory)
    EOT
  }
  message = "${line.found}"
}

rule "kubernetes-config-missing" {
  cause      = "config.secret-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:CreateContainerConfigError|(?:secret|configmap) "[^"]+" not found|couldn.t find key \S+ in (?:Secret|ConfigMap)|MountVolume\.SetUp failed for volume .{1,120}(?:secret|configmap) .{1,80} not found|references non-existent (?:secret|config) key|secret .{1,60}: (?:bind source path does not exist|not found)|unsupported external secret|secret not found)
    EOT
  }
  message = "${line.found}"
}

rule "kubernetes-probe" {
  cause      = "container.healthcheck-failing"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:(?:Liveness|Readiness|Startup) probe failed|failed (?:liveness|startup) probe, will be restarted|dependency failed to start: container \S+ is unhealthy|container .{1,80} is unhealthy)
    EOT
  }
  message = "${line.found}"
}

rule "pod-evicted" {
  cause      = "memory.userspace-killer"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:The node was low on resource: memory|Evicted.{0,200}memory|node had condition: \[MemoryPressure\]|Memory pressure.{0,60}evict)
    EOT
  }
  message = "${line.found}"
}
