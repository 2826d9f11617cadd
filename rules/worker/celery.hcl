rule "celery-broker-lost" {
  cause      = "worker.broker-unreachable"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Cannot connect to (?:\w+\+)?(?:redis|rediss|amqps?|pyamqp|sentinel|sqs|memory|mongodb)://|Connection to broker lost|beat: Connection error: |kombu\.exceptions\.OperationalError|Retry limit exceeded while trying to reconnect to the Celery|No hostname was supplied\. Reverting to default
    EOT
  }
  message = "${line.found}"
}

rule "celery-unrecoverable" {
  cause      = "worker.broker-unreachable"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unrecoverable error: (?P<error>(?:Operational|Connection|Timeout|Recoverable)\w*\(.*)
    EOT
  }
  message = "The worker gave up on its broker: ${line.capture.error}"
}

rule "worker-lost" {
  cause      = "worker.child-killed"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      WorkerLostError|Worker exited prematurely: (?:signal \d+ \((?:SIG\w+)\)|exitcode \d+)|Process .{1,60} pid:\d+ exited with '(?:[^']+)\'
    EOT
  }
  message = "${line.found}"
}

rule "celery-time-limit" {
  cause      = "worker.time-limit"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      TimeLimitExceeded|(?:Hard|Soft) time limit \([\d.]+s?\) exceeded(?: for (?:[\w.]+))?
    EOT
    where   = "line.level != 'info'"
  }
  message = "${line.found}"
}

rule "celery-ack-timeout" {
  title      = "RabbitMQ closed the channel of an unacknowledged task"
  cause      = "worker.time-limit"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      PRECONDITION_FAILED - (?:delivery acknowledgement on channel \d+ timed out|Timeout value used|consumer ack timed out)
    EOT
  }
  message = "A task ran longer than the broker waits for its acknowledgement"
}

rule "task-unregistered" {
  cause      = "worker.task-unregistered"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Received unregistered task of type '?(?:[\w.]+)|celery\.exceptions\.NotRegistered|NotRegistered: 
    EOT
  }
  message = "${line.found}"
}

rule "celery-app-missing" {
  cause      = "worker.boot-failed"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unable to load celery application|(?m)^The module (?:\S+) was not found|Module '[\w.]+' has no attribute 'celery'|Error: Invalid value for '-A' / '--app\'
    EOT
  }
  message = "${line.found}"
}

rule "celery-no-reply" {
  cause      = "worker.healthcheck-failing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No nodes replied within time constraint|Error: No nodes replied
    EOT
  }
  message = "${line.found}"
}

rule "celery-pidfile" {
  cause      = "data.locked"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Pidfile \((?P<file>[^)]+)\) already exists
    EOT
  }
  message = "The pid file ${line.capture.file} of an earlier run is still there"
}

rule "celery-beat-schedule" {
  cause      = "permission.file"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:celerybeat-schedule|schedule file|dbm\.error|_gdbm\.error).{0,120}Permission denied
    EOT
  }
  message = "${line.found}"
}
