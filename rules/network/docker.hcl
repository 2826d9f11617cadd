rule "address-pool" {
  cause      = "network.address-pool"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)could not find an available, non-overlapping IPv4 address pool|all predefined address pools have been fully subnetted|Pool overlaps with other one|no available IPv4 addresses|invalid pool request
    EOT
  }
  message = "${line.found}"
}

rule "iptables-chain" {
  cause      = "network.firewall"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)iptables(?: failed)?: .{0,200}No chain/target/match by that name|iptables failed|No route to host \(?.{0,40}admin|administratively prohibited|icmp-?admin-prohibited|nf_tables.{0,60}(?:failed|error)|firewalld.{0,60}(?:error|failed)|connection (?:was )?(?:blocked|filtered) by (?:the )?firewall
    EOT
  }
  message = "${line.found}"
}
