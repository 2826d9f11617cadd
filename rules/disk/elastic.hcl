rule "elastic-disk-watermark" {
  cause      = "disk.full"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:high|flood stage) disk watermark \[[^\]]+\] exceeded on \S+
    EOT
  }
  message = "The data disk of an Elasticsearch node is nearly full: ${line.found}"

  until "room" {
    fact    = "log.line"
    pattern = <<-EOT
      disk watermark \[[^\]]+\] no longer exceeded|no longer exceeds
    EOT
    where   = "same(room, line)"
  }
}
