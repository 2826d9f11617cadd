rule "nginx-upstream-ended" {
  title      = "The server behind nginx ended the connection without an answer: it crashed, restarted or timed out"
  cause      = "dependency.refused"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      upstream prematurely closed|recv\(\) failed \(104: Connection reset by peer\) while reading response|upstream closed (?:prematurely|connection)
    EOT
  }
  message = "The server behind nginx ended the connection without an answer: it crashed, restarted or timed out"
}

rule "nginx-upstream-socket" {
  cause      = "dependency.refused"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      connect\(\) to unix:(?P<path>[^\s]+) failed \((?:2|111): 
    EOT
  }
  message = "Nothing listens on the socket ${line.capture.path} behind nginx"
}

rule "nginx-rate-limit" {
  cause      = "dependency.overloaded"
  confidence = 0.75
  severity   = "warning"
  within     = "5m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      limiting (?:requests|connections)(?:, excess: [\d.]+)? by zone
    EOT
    count   = 20
  }
  message = "${line.found}"
}
