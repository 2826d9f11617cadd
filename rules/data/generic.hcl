rule "change-log-or-node-locked" {
  cause      = "data.locked"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not acquire change log lock|Node '\S+' is already running|Waiting for changelog lock|another instance is already running
    EOT
  }
  message = "Another instance holds the lock, or died with it: ${line.found}"

  until "got" {
    fact    = "log.line"
    pattern = <<-EOT
      Successfully acquired change log lock
    EOT
    where   = "same(got, line)"
  }
}

rule "engine-and-data-versions" {
  cause      = "data.version-mismatch"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      database version \([\d.]+\) is incompatible with your current engine version|data (?:format|directory) version .{1,40} is (?:not supported|incompatible)
    EOT
  }
  message = "${line.found}"
}

rule "store-lock-held" {
  cause      = "data.locked"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      While lock file: \S+LOCK: Resource temporarily unavailable|IO error: lock \S+: Resource temporarily unavailable|lock file: \S+: Resource temporarily unavailable
    EOT
  }
  message = "${line.found}"
}
