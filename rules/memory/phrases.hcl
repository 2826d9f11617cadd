# What any program says when it fails for this cause, in words that no one program owns.

rule "shared-memory-small" {
  cause      = "memory.shm-too-small"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:\bshm\b|shared memory|/dev/shm)(?: (?:segment|size|of|is|\d+ ?\w+|[\d.]+ ?[MGK]i?B))*[^\n]{0,20}(?:too small|too low|insufficient|not enough|exhausted)|increase (?:the )?(?:shm[_-]size|size of /dev/shm)
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "${line.found}"
}

rule "killed-in-shell" {
  cause      = "memory.host-exhausted"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ^Killed$|^\S*(?:sh|entrypoint\S*): line \d+:\s+\d+ Killed\b|line \d+:\s+\d+ Killed  |\bexit(?:ed)?(?: with)?(?: code| status)?:? 137\b|signal: killed\b
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "The kernel ended a process with SIGKILL, most often for want of memory: ${line.found}"
}
