rule "read-only-file-system" {
  cause      = "disk.read-only"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)read-only file system(?:[^?]|$)|EROFS|\[Errno 30\]|os error 30\b
    EOT
    where   = "not (line.message matches '(?i)info: can not modify|^sysctl: ')"
  }
  message = "${line.found}"
}

rule "input-output-error" {
  cause      = "disk.io-error"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)input/output error|stale (?:nfs )?file handle|\bESTALE\b|\bEIO\b|\[Errno 5\]|os error 5\b
    EOT
    where   = "not (line.message matches '(?i)init_hw_device|cgroup|(rtsps?|rtmps?|https?|srt|udp)://[^ ]*: input/output|/dev/(dri|tty|net|bus|video|snd|nvidia)')"
  }
  message = "${line.found}"
}

rule "redis-cannot-persist" {
  cause      = "disk.read-only"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)Failed opening (?:the )?(?:RDB file|temp RDB|the temp|\.rdb).{0,120}(?:Read-only|read only)
    EOT
  }
  message = "${line.found}"
}
