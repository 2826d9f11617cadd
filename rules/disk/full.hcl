rule "no-space-left" {
  cause      = "disk.full"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)no space left on device|ENOSPC: no space|\[Errno 28\]|os error 28\b|not enough (?:free )?(?:disk )?space|disk is full|disk full|There is not enough space on the disk|Disk quota .{0,5}full|flood stage disk watermark|low on disk space|out of disk space|insufficient disk space
    EOT
    where   = "not (line.message matches '(?i)shared memory segment|/dev/shm|file watchers|inotify|inode')"
  }
  message = "${line.found}"
}

rule "inodes-exhausted" {
  cause      = "disk.inodes-exhausted"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:no free inodes|out of inodes|inode(?:s)? (?:are )?exhausted|IUse%.*100%)
    EOT
  }
  message = "${line.found}"
}

rule "quota-exceeded" {
  cause      = "disk.quota"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)disk quota exceeded|EDQUOT|\[Errno 122\]|quota exceeded for (?:volume|project|user)|user quota exceeded
    EOT
  }
  message = "${line.found}"
}
