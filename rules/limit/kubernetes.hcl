rule "node-pids-low" {
  cause      = "limit.processes"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      node was low on resource: pids|\d+ Too many pods
    EOT
  }
  message = "${line.found}"
}

rule "namespace-quota" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      is forbidden: exceeded quota: (?:[\w.-]+)|maximum (?:cpu|memory) usage per (?:Container|Pod) is|is forbidden: failed quota
    EOT
  }
  message = "The quota of the namespace forbids the pod: ${line.found}"
}
