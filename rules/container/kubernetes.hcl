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
      (?:CreateContainerConfigError|(?:secrets?|configmaps?) "[^"]+" not found|couldn.t find key \S+ in (?:Secret|ConfigMap)|MountVolume\.SetUp failed for volume .{1,120}(?:secret|configmap) .{1,80} not found|references non-existent (?:secret|config) key|secret .{1,60}: (?:bind source path does not exist|not found)|unsupported external secret|secret not found)
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

rule "pod-restarts" {
  title      = "The container ends again and again; its own log (kubectl logs --previous) says why"
  cause      = "app.exception"
  confidence = 0.35

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Back-off restarting failed container (?:\S*)|CrashLoopBackOff
    EOT
  }
  message = "The container ends again and again; its own log (kubectl logs --previous) says why"
}

rule "no-node-takes-pod" {
  cause      = "container.unschedulable"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \d+/\d+ nodes are available: (?P<why>[^\n]+)
    EOT
    where   = "not (line.message matches 'nvidia[.]com/gpu|amd[.]com/gpu|-pressure|[pP]ersistent[vV]olume')"
  }

  # Where the events were read as such, the rule on them knows better.
  absent "event" {
    fact  = "k8s.event"
    where = "event.reason == 'FailedScheduling'"
  }
  message = "No node takes the pod: ${line.capture.why}"
}

rule "volume-claim-missing" {
  cause      = "container.mount-invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      unbound immediate PersistentVolumeClaims|persistentvolumeclaim "(?:[^"]+)" not found|hostPath type check failed|Unable to attach or mount volumes|might need a /sbin/mount\.<type> helper|MountVolume\.\w+ failed for volume "(?:[^"]+)" : (?:mount failed|rpc error|kubernetes\.io/csi)|volume node affinity conflict
    EOT
    where   = "not (line.message matches '(?i)secret \"|configmap \"|references non-existent')"
  }
  message = "A volume of the pod can't be mounted: ${line.found}"
}

rule "pod-network-setup" {
  cause      = "container.runtime-failed"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      failed to setup network for sandbox|plugin type="(?:[\w-]+)"[^\n]{0,40}failed \(add\)|cni plugin not initialized|NetworkPluginNotReady|loadFlannelSubnetEnv failed
    EOT
    where   = "not (line.message matches '(?i)assign an IP|no IP addresses|during init, please check')"
  }
  message = "The network plugin can't connect the pod: ${line.found}"

  until "ready" {
    fact    = "log.line"
    pattern = <<-EOT
      NetworkReady=true|Started container|Node became ready
    EOT
    where   = "same(ready, line)"
  }
}
