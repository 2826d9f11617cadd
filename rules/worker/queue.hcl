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

  until "back" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)connected to (?:redis|amqp|postgres|mysql|mongo|broker|database|kafka|rabbit|nats|server)|celery@\S+ ready|connection (?:re-?)?established|successfully (?:re)?connected|reconnected|(?:database|redis|broker|postgres|mysql|postgresql|db|dependenc(?:y|ies)|cache|mongo|server) (?:is|are) (?:now )?(?:up|ready|available|reachable)|is ready to accept|connection (?:is )?(?:restored|recovered)
    EOT
    where   = "same(back, line)"
  }
}
