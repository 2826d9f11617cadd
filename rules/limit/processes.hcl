rule "threads-exhausted" {
  cause      = "limit.processes"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)can't start new thread|unable to create (?:new )?native thread|pthread_create(?:\(\))? failed|fork: (?:retry: )?Resource temporarily unavailable|cannot fork|fork failed|failed to create (?:new )?(?:OS )?thread|Resource temporarily unavailable.{0,60}(?:fork|thread|clone)|(?:thread|fork|clone|process).{0,80}Resource temporarily unavailable|fork rejected by pids controller|newosproc|uv_thread_create|spawn \S+ EAGAIN|BlockingIOError: \[Errno 11\]
    EOT
    where   = "not (line.message contains '(EPERM)')"
  }
  message = "${line.found}"
}

# Java prints it whatever refused the thread; a forbidden call says EPERM before.
rule "java-thread-refused" {
  cause      = "limit.processes"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = "Cannot create (?:\\w+ )*thread\\. Out of system resources"
  }
  absent "forbidden" {
    fact    = "log.line"
    pattern = "pthread_create failed \\(EPERM\\)"
    where   = "same(forbidden, line)"
    within  = "5s"
  }
  message = "${line.found}"
}
