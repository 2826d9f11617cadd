rule "permission-denied" {
  cause      = "permission.file"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)permission denied|EACCES|\[Errno 13\]|os error 13\b|AccessDeniedException: /|UnauthorizedAccessException: Access to the path|has (?:wrong|invalid|group or world) (?:ownership|permissions|access)|Permissions \S+ for .{1,80} are too open|data directory .{1,80} has (?:wrong ownership|invalid permissions)|should be owned by|must be owned by|not owned by|must be accessible by owner only|is not writable|unable to write in the |[. ]verify (?:file |directory )?permissions|unprotected private key file|could not open .{1,80}for writing
    EOT
    where   = "not (line.message matches '(?i)bind[(][)] to .*:[0-9]{1,3} failed|can.t execute|^mount(:|[.])|permission denied, on (get|put|post|list|delete) http|must be owner of (?:extension|table|schema|database|relation|function)|FATAL tini|you must be root|dumb-init|cannot expose privileged port|bind: permission denied|Failed at step EXEC|token lacks permission|^[*] permission denied|docker.sock|docker daemon|fetching server API|OCI runtime|exec user process|stop container|write PID file|^(/bin/)?(ba|da|z|k)?sh: (line )?([0-9]+: )?[a-zA-Z0-9_./-]*(/[a-zA-Z0-9_-]+|[.](sh|py|bash)): Permission|su-exec|exec: |unable to start container|publickey|^exec |sshd|cannot execute|permission denied for (table|schema|relation|sequence|database|function|view)') && line.level != 'info' && line.level != 'debug'"
  }
  message = "${line.found}"
}

rule "redis-cannot-write" {
  cause      = "permission.file"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed opening (?:the )?(?:temp )?RDB file.{0,120}Permission denied|Can't open (?:the )?(?:append-only file|log file).{0,60}Permission denied
    EOT
  }
  message = "Redis may not write its files: ${line.found}"
}

rule "owner-change-denied" {
  cause      = "permission.file"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ch(?:own|mod|grp): .{1,160}(?:Operation not permitted|Permission denied)
    EOT
    where   = "not (line.message matches '^chmod: (changing permissions of )?.?/(var/)?run/postgresql')"
  }
  message = "The entrypoint may not change the owner or mode of a file: ${line.found}"
}

rule "directory-not-writable" {
  cause      = "permission.file"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      mkdir: (?:cannot|can't) create directory .{1,120}Permission denied|could not (?:create|open|access) (?:directory|file|lock file) "[^"]+": Permission denied|cannot create .{1,120}: Permission denied
    EOT
  }
  message = "A directory is not writable for the program: ${line.found}"
}

rule "open-denied" {
  cause      = "permission.file"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)Can't create/write to file .{1,80}\(Errcode: 13|(?:failed|unable) to (?:create|open|write|read|access)\b.{0,120}permission denied|AccessDenied(?:Exception)?: /|failed \(13: Permission denied\)
    EOT
    where   = "not (line.message matches '(?i)docker.sock|docker daemon|OCI runtime|write PID file|bind[(][)] to .*:[0-9]{1,3} failed')"
  }
  message = "The program may not open a file: ${line.found}"
}

rule "not-opened-for-writing" {
  title      = "A program may not write its log or pid file"
  cause      = "permission.file"
  confidence = 0.7
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:could not|cannot|can't|unable to|failed to) (?:open|create) [^\n]{1,120} for writing|(?:could not|cannot|can't|unable to|failed to) write (?:the )?pid ?file
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message matches '(?i)no such file|no space|read-only|not a directory|is a directory|too many open')"
  }
  message = "${line.found}"
}
