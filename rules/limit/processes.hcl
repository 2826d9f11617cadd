rule "threads-exhausted" {
  cause      = "limit.processes"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)can't start new thread|unable to create (?:new )?native thread|pthread_create(?:\(\))? failed|fork: (?:retry: )?Resource temporarily unavailable|cannot fork|fork failed|failed to create (?:new )?(?:OS )?thread|Resource temporarily unavailable.{0,60}(?:fork|thread|clone)|(?:thread|fork|clone|process).{0,80}Resource temporarily unavailable|fork rejected by pids controller|newosproc|uv_thread_create|spawn \S+ EAGAIN|BlockingIOError: \[Errno 11\]
    EOT
  }
  message = "${line.found}"
}
