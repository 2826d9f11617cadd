rule "too-many-open-files" {
  cause      = "limit.open-files"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)too many open files|\bEMFILE\b|\bENFILE\b|\[Errno 24\]|os error 24\b|VFS: file-max limit|worker_connections are not enough|accept4?\(\).{0,40}\(24:
    EOT
    where   = "not (line.message matches '(?i)inotify|user instances|watch')"
  }
  message = "${line.found}"
}
