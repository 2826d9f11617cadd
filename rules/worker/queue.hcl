# Job queues besides Celery: RQ, Dramatiq, Sidekiq, Airflow.

rule "rq-broker-unreachable" {
  cause      = "worker.broker-unreachable"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not connect to Redis instance|Redis connection (?:timeout|error), quitting|redis\.exceptions\.ConnectionError.{0,200}rq|Error connecting to Redis on|RedisClient::CannotConnectError|Redis::CannotConnectError
    EOT
  }
  message = "${line.found}"
}

rule "broker-lost-words" {
  cause      = "worker.broker-unreachable"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      RabbitMQ connection (?:lost|failed)|Broker connection (?:lost|failed)|lost connection to (?:the )?broker|broker (?:is )?(?:unreachable|unavailable|not available)|Consumer encountered a connection error
    EOT
  }
  message = "${line.found}"
}

rule "job-time-limit" {
  cause      = "worker.time-limit"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      JobTimeoutException|Rack::Timeout::Request\w+|Delayed::WorkerTimeout|AirflowTaskTimeout|has been attempted too many times or run too long|job stalled more than allowable limit|Task exceeded maximum timeout value|Timed out.{0,20}job
    EOT
  }
  message = "${line.found}"
}

rule "job-horse-killed" {
  cause      = "worker.child-killed"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      [Ww]ork-horse (?:process )?(?:was )?terminated unexpectedly(?:[^\n]*returned (?:\d+))?
    EOT
  }
  message = "${line.found}"
}

rule "job-unknown" {
  cause      = "worker.task-unregistered"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ActorNotFound: (?:\S+)|message for undefined actor '(?:[^']+)'|Invalid attribute name: (?:\S+)|NameError: uninitialized constant (?:\w+(?:Job|Worker))\b|Unable to find (?:job|task) '?(?:\w+)
    EOT
  }
  message = "${line.found}"
}

rule "worker-import-failed" {
  cause      = "worker.boot-failed"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \[CRITICAL\] Failed to import module|Failed to import module\.|Unable to load application|Error loading (?:shared )?application|Failed to find application|Unable to import 
    EOT
  }
  message = "${line.found}"
}

rule "airflow-pidfile" {
  cause      = "data.locked"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Already running on PID \d+ \(or pid file '(?:[^']+)' is stale\)|The webserver is already running under PID
    EOT
  }
  message = "${line.found}"
}
