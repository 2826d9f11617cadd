rule "rq-broker-unreachable" {
  cause      = "worker.broker-unreachable"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Could not connect to Redis instance|Redis connection (?:timeout|error), quitting|redis\.exceptions\.ConnectionError.{0,200}rq|Error connecting to Redis on|RedisClient::CannotConnectError|Redis::CannotConnectError|RabbitMQ connection (?:lost|failed)|Broker connection (?:lost|failed)|lost connection to (?:the )?broker|broker (?:is )?(?:unreachable|unavailable|not available))
    EOT
  }
  message = "${line.found}"
}

rule "sidekiq-boot" {
  cause      = "worker.boot-failed"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Puma (?:is )?(?:failed|not) (?:to )?(?:boot|start)|Unable to load application: |There was an exception - |Error loading application|\[\d+\] ! Unable to|uWSGI .{0,40}no app loaded|\*\*\* no app loaded\. going in full dynamic mode|Failed to find application|ASGI app .{0,40}not found|Error: Could not (?:import|locate a Flask)|Could not import module|Error loading shared application|Unable to import|celery: error|Usage: celery)
    EOT
  }
  message = "${line.found}"
}

rule "health-ping-failed" {
  cause      = "worker.healthcheck-failing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:No nodes replied within time constraint|Error: No nodes replied)
    EOT
  }
  message = "${line.found}"
}
