rule "wiredtiger-version" {
  cause      = "data.version-mismatch"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      unsupported WiredTiger file version|this build only supports versions up to
    EOT
  }
  message = "${line.found}"
}

rule "mongo-write-conflict" {
  cause      = "data.lock-contention"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      WriteConflict(?: error)?\b|Unable to acquire (?:IX|X|S|IS) lock|LockTimeout
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "${line.found}"
}

rule "wiredtiger-damaged" {
  cause      = "data.corrupt"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      WiredTiger error[\s\S]{0,300}(?:corruption|checksum error|WT_PANIC|WT_ERROR|unexpected end)|WiredTiger library panic|encountered an illegal file format
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "MongoDB's storage engine finds its files damaged: ${line.found}"
}
