rule "tsdb-locked" {
  cause      = "data.locked"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      lock DB directory: resource temporarily unavailable
    EOT
  }
  message = "${line.found}"
}

rule "tsdb-damaged" {
  cause      = "data.corrupt"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      opening storage failed: (?:block dir|get segment range|invalid magic|repair)|meta\.json: (?:no such file|unexpected end)|corruption in segment|invalid checksum
    EOT
    where   = "line.message matches '(?i)storage|segment|block|wal|checksum'"
  }
  message = "${line.found}"
}
