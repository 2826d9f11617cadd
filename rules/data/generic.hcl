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
