rule "celery-broker-lost" {
  cause      = "worker.broker-unreachable"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:consumer: )?Cannot connect to (?:\w+\+)?(?:redis|rediss|amqps?|pyamqp|sentinel|sqs|memory|mongodb)://|Connection to broker lost|consumer: Connection to broker lost|beat: Connection error: |kombu\.exceptions\.OperationalError|Retry limit exceeded while trying to reconnect to the Celery|No hostname was supplied\. Reverting to default
    EOT
  }
  message = "${line.found}"

  until "back" {
    fact    = "log.line"
    pattern = <<-EOT
      celery@\S+ ready|Connected to (?:redis|amqp|pyamqp|sentinel|sqs)\S*
    EOT
    where   = "same(back, line)"
  }
}

rule "worker-child-killed" {
  cause      = "worker.child-killed"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:WorkerLostError|Worker exited prematurely: signal \d+ \((?P<signal>SIG\w+)\)|exited with 'signal \d+ \(SIG\w+\)'|Process .{1,60} pid:\d+ exited with '|was sent SIGKILL! Perhaps out of memory\?|Worker \(pid:\s?\d+\) was sent SIG(?:KILL|SEGV|ABRT|BUS)|Work-horse (?:process )?was terminated unexpectedly|server process \(PID \d+\) was terminated by signal (?:9|6|7)|A child process terminated abruptly|BrokenProcessPool|DAMN ! worker \d+ .{0,40}died, killed by signal)
    EOT
  }
  message = "${line.found}"
}

rule "task-time-limit" {
  cause      = "worker.time-limit"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:TimeLimitExceeded|Hard time limit \([\d.]+s\) exceeded|Soft time limit \([\d.]+s\) exceeded|SoftTimeLimitExceeded|JobTimeoutException|Task exceeded maximum timeout value|Timed out.{0,20}job)
    EOT
  }
  message = "${line.found}"
}

rule "task-unregistered" {
  cause      = "worker.task-unregistered"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Received unregistered task of type '?(?P<task>[\w.]+)|celery\.exceptions\.NotRegistered|NotRegistered: 
    EOT
  }
  message = "${line.found}"
}
