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
