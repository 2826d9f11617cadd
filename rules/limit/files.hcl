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

rule "java-node-open-files" {
  cause      = "limit.open-files"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:accept4?: too many open files|Too many open files in system|java\.net\.SocketException: Too many open files|FileSystemException: .{1,120}: Too many open files|max file descriptors \[\d+\] .{0,60}too low|error creating (?:epoll|pipe).{0,40}Too many|socket: too many open files|fd limit|ulimit -n .{0,40}too low|open files limit .{0,40}(?:reached|exceeded|too low))
    EOT
    where   = "not (line.message matches '(?i)inotify') && not (line.level == 'warning' && line.message contains 'too low')"
  }
  message = "${line.found}"
}

rule "open-file-limit-named" {
  cause      = "limit.open-files"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)max(?:imum)? open files \(ulimit -n\) \d+ is too low|ulimit -n[^\n]{0,40}too (?:low|small)
    EOT
  }
  message = "${line.found}"
}
