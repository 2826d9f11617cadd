rule "data-locked" {
  cause      = "data.locked"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)acquiring the state lock|lock file \"[^\"]+\" already exists|Unable to lock \./ibdata1|DBPathInUse|Unable to lock (?:the lock )?file|failed to obtain node locks?|another (?:instance|process|mongod|server) (?:is |might be |may be )?(?:already )?(?:running|using|accessing)|resource temporarily unavailable.{0,60}lock|(?:could not|cannot|unable to|failed to) (?:acquire|obtain|get|create) (?:the |a |an )?(?:\w+ )?lock|A lock file exists|lock[^\n]{0,60}: no locks available|already locked|pid file (?:found|exists|already)|A server is already running(?:\. Check| \(pid)|lock hold by current process|LockObtainFailedException|Storage .{1,60} is locked|database is locked by another|stale (?:pid|lock)|WAL.{0,40}locked
    EOT
    where   = "not (line.message matches 'lock on (row|relation)|AccessDenied') && (line.level != 'info' && line.level != 'debug' || line.message contains 'exception in initAndListen')"
  }
  message = "${line.found}"
}
