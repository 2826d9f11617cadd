rule "no-space-left" {
  cause      = "disk.full"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)no space left on device|ENOSPC: no space|\[Errno 28\]|os error 28\b|not enough (?:free )?(?:disk )?space|disk is full|disk full|There is not enough space on the disk|Disk quota .{0,5}full|flood stage disk watermark|low on disk space|out of disk space|insufficient disk space
    EOT
    where   = "not (line.message matches '(?i)shared memory segment|create semaphores|commit_memory|does .not. mean that you have run out|/dev/shm|file watchers|inotify|inode')"
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
      (?i)disk quota exceeded|EDQUOT|\[Errno 122\]|quota exceeded for (?:volume|project|user)|(?:user|group|bucket|storage|volume|project|mailbox) quota (?:has been |was |is )?(?:exceeded|reached)|BucketQuotaExceeded
    EOT
    where   = "not (line.message contains 'or a disk quota exceeded')"
  }
  message = "${line.found}"
}

rule "database-disk-full" {
  cause      = "disk.full"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)could not extend file|Disk is full writing|The table '[^']+' is full|error:? 28 |(?:error number|failed with error) 28|\(28: No space|write error: No space|rabbit.{0,40}disk_free_limit|free disk space is insufficient|Free bytes: \d+\. Limit: \d+|disk resource limit alarm set|XMinioStorageFull|Storage backend has reached its minimum free disk threshold|flood-stage watermark|index read-only / allow delete|TOO_MANY_REQUESTS/12|Out of disk space|KafkaStorageException.{0,80}No space|Insufficient disk space
    EOT
    where   = "not (line.message matches '(?i)shared memory|create semaphores|does .not. mean that you have run out|/dev/shm')"
  }
  message = "${line.found}"
}
