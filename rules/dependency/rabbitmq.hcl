rule "amqp-refused" {
  cause      = "dependency.refused"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Cannot connect to (?:py)?amqps?://\S*?@(?P<host>[\w.-]+):(?P<port>\d+)/\S*: (?:\[Errno (?:111|61)\] (?:ECONNREFUSED|Connection refused)|.*Connection refused)|AMQPConnectionError.*Connection refused
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "rabbit-memory-alarm" {
  title      = "RabbitMQ is over its memory watermark and blocks all publishers"
  cause      = "dependency.memory-full"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      memory resource limit alarm set on node|vm_memory_high_watermark set
    EOT
  }
  peer    = "line" # it speaks of itself
  message = "RabbitMQ is over its memory watermark and blocks all publishers"

  until "cleared" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:memory resource limit alarm|vm_memory_high_watermark) cleared|vm_memory_high_watermark clear
    EOT
    where   = "same(cleared, line)"
  }
}

rule "rabbit-publisher-blocked" {
  title      = "RabbitMQ blocks its publishers: a memory or disk alarm is set there"
  cause      = "dependency.overloaded"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ConnectionBlockedTimeout|[Cc]onnection (?:is )?blocked by (?:the )?(?:server|broker)
    EOT
  }
  message = "RabbitMQ blocks its publishers: a memory or disk alarm is set there"
}

rule "rabbit-connection-limit" {
  cause      = "dependency.overloaded"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connection limit \(\d+\) is reached|has reached the negotiated channel_max
    EOT
  }
  message = "${line.found}"
}

rule "rabbit-waits-for-nodes" {
  title      = "RabbitMQ waits for the other nodes of its cluster before it starts"
  cause      = "dependency.starting"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      timeout_waiting_for_(?:tables|leader|khepri)
    EOT
  }
  message = "RabbitMQ waits for the other nodes of its cluster before it starts"

  until "started" {
    fact    = "log.line"
    pattern = <<-EOT
      Server startup complete|Successfully synced tables
    EOT
    where   = "same(started, line)"
  }
}

rule "rabbit-node-down" {
  cause      = "dependency.refused"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      unable to perform an operation on node '(?:[^']+)'|epmd error for host \S+: address|AMQPConnectionError$|No connection could be made to RabbitMQ|no queue_master_location
    EOT
  }
  message = "The RabbitMQ node does not answer: ${line.found}"
}
