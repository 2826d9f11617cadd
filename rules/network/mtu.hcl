rule "mtu" {
  cause      = "network.mtu"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)message too long,? mtu ?=?\d+|Frag(?:mentation)? needed|packet needs to be fragmented|Message too long|mtu mismatch|frag needed and DF set
    EOT
  }
  message = "${line.found}"
}

rule "ping-too-long" {
  title      = "A packet of the usual size does not fit the route"
  cause      = "network.mtu"
  confidence = 0.9

  match "p" {
    fact  = "probe.result"
    where = "p.tool == 'ping' && p.message matches '(?i)message too long|frag needed'"
  }
  message = "${p.tool} ${p.host}: ${first_line(p.message)}"
}
