rule "memory-lock-denied" {
  title      = "The container may not lock memory: it lacks the capability IPC_LOCK"
  cause      = "permission.seccomp"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed to lock memory: cannot allocate memory|mlock syscall is not available
    EOT
  }
  message = "The container may not lock memory: it lacks the capability IPC_LOCK"
}
