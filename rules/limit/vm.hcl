rule "vm-max-map-count" {
  cause      = "limit.vm-map"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      vm\.max_map_count \[?\d+\]? is too low|max virtual memory areas vm\.max_map_count|vm\.overcommit_memory .{0,60}(?:must|too low)|kernel\.\w+ .{0,40}(?:too low|must be at least)|memory locking requested for elasticsearch process but memory is not locked
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug'])"
  }
  message = "${line.found}"
}
