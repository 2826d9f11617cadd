rule "userspace-killer" {
  cause      = "memory.userspace-killer"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)earlyoom.{0,200}(?:sending SIG(?:TERM|KILL)|killing)|sending SIG(?:TERM|KILL) to process \d+ uid|systemd-oomd.{0,60}Killed|Killed \S+ due to memory (?:used|pressure)|The node was low on resource: memory|Evicted.{0,60}memory|Memory cgroup pressure.{0,40}evict
    EOT
  }
  message = "${line.found}"
}
