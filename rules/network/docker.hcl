rule "address-pool" {
  cause      = "network.address-pool"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)could not find an available, non-overlapping IPv[46] address pool|all predefined address pools have been fully subnetted|Pool overlaps with other one|no available IPv4 addresses|failed to find free IP in range|failed to allocate gateway|invalid pool request
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

rule "container-address-refused" {
  cause      = "network.address-pool"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      user specified IP address is supported only when|does not belong to any of this network's subnets|Error response from daemon: Address already in use|no configured subnet (?:or ip-range )?contain|Requested address is out of range
    EOT
  }
  message = "The address asked for does not fit the network: ${line.found}"
}

rule "docker-firewall-setup" {
  cause      = "network.firewall"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed to (?:program|Setup|inject) (?:NAT chain|IP tables|\S+ in)|INVALID_ZONE|iptables not found|can't initialize ip6?tables table|ZONE_CONFLICT|COMMAND_FAILED: .{0,80}iptables
    EOT
    where   = "not (line.message matches '^ip6?tables v.*Permission denied .you must be root')"
  }
  message = "Docker can't set its packet filter up: ${line.found}"
}
