# What probes, interfaces and packet filters tell of the way to a peer.

rule "probe-too-large" {
  title      = "A probe of full size does not get through"
  cause      = "network.mtu"
  confidence = 0.9

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'mtu'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"
}

rule "firewall-blocks-probe" {
  title      = "A packet filter drops what the probe sent"
  cause      = "network.firewall"
  confidence = 0.9

  match "p" {
    fact  = "probe.result"
    where = "p.port > 0 && p.outcome in ['timeout', 'unreachable', 'refused', 'denied', 'no-response']"
  }
  match "filter" {
    fact  = "host.firewall"
    where = "filter.port == p.port && filter.action in ['DROP', 'REJECT', 'DENY']"
  }
  subject = "p"
  peer    = "endpoint(p.host, p.port)"
  message = "port ${p.port} is blocked by a rule of the packet filter: ${filter.rule}"
}

rule "firewall-blocks-program" {
  title      = "A packet filter drops what a program sends"
  cause      = "network.firewall"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?P<host>[A-Za-z0-9][\w.-]*)[\"']?(?:\)|, port |:| port )(?P<port>\d{2,5})\b.{0,120}(?:timed out|timeout|no route to host|unreachable|administratively prohibited)
    EOT
  }
  match "filter" {
    fact  = "host.firewall"
    where = "filter.port == line.capture.port && filter.action in ['DROP', 'REJECT', 'DENY']"
  }
  subject = "line"
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "port ${line.capture.port} is blocked by a rule of the packet filter: ${filter.rule}"
}

rule "no-operation-permitted" {
  title      = "A probe may not send: a packet filter of the host itself"
  cause      = "network.firewall"
  confidence = 0.8

  match "p" {
    fact  = "probe.result"
    where = "p.tool == 'ping' && p.outcome == 'denied' && p.message contains 'sendmsg'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"
}

rule "bridge-larger-than-uplink" {
  title      = "Docker's bridge lets through larger packets than the host's own interface"
  cause      = "network.mtu"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)TLS handshake timeout|handshake timed out|SSL connection timeout|_ssl\.c:\d+: The handshake operation timed out
    EOT
  }
  match "uplink" {
    fact  = "host.interface"
    where = "uplink.name matches '^(eth|ens|enp|eno|wlan|bond)' && uplink.state == 'up' && uplink.mtu > 0 && uplink.mtu < 1500"
  }
  match "bridge" {
    fact  = "host.interface"
    where = "bridge.name matches '^(docker0$|br-)' && bridge.mtu > uplink.mtu"
  }
  subject = "line"
  message = "${bridge.name} has an MTU of ${bridge.mtu}, ${uplink.name} one of ${uplink.mtu}: ${line.found}"
}
