rule "galera-name" {
  cause      = "dependency.dns"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      WSREP: Failed to resolve tcp://(?P<host>[\w.-]+):(?P<port>\d+)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "The name of the Galera node ${line.capture.host} does not resolve"
}

rule "galera-not-ready" {
  cause      = "dependency.starting"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      WSREP has not yet prepared node for application use
    EOT
  }
  message = "${line.found}"
}

rule "galera-no-primary" {
  cause      = "dependency.timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      failed to reach primary view|no nodes coming from prim view|SST (?:failed|script aborted)|State transfer request failed unrecoverably|inability to communicate with the cluster primary component|Possible timeout in recei?ving first data from donor|Failed to (?:open|connect to) (?:gcomm|channel) [^\n]{0,120}\((?:Connection timed out|Connection refused)
    EOT
  }
  message = "The Galera node gets no data from its cluster: ${line.found}"
}
