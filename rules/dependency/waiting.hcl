rule "wait-script-gave-up" {
  cause      = "dependency.timeout"
  confidence = 0.82

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      timeout occurred after waiting \d+ seconds? for (?P<host>[\w.-]+):(?P<port>\d+)|Timed out waiting for:? (?:tcp:)?(?:[\w.-]+)|waiting on dependencies to become available|(?:[\w.-]+):\d+ - no response
    EOT
    where   = "not (line.message contains 'reply from')"
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "The start script waited in vain for its peer: ${line.found}"
}

rule "peer-unhealthy-too-long" {
  title      = "The program waited for a healthy peer and gave up"
  cause      = "dependency.timeout"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:https?://(?P<host>[\w.-]+):(?P<port>\d+)\S* )?(?:is|was|are|still) (?:not healthy|unhealthy|not ready|not available|not reachable|unreachable) (?:in|within|after) \d+ ?(?:s\b|sec|min)
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "The program waited for its peer in vain: ${line.found}"
}
