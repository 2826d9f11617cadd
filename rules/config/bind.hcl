rule "address-not-of-this-host" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)bind[^\n]{0,200}(?:cannot assign requested address|EADDRNOTAVAIL)|(?:cannot assign requested address|EADDRNOTAVAIL)[^\n]{0,80}(?:bind|listen)|could not bind IPv[46] address "(?:[^"]+)": Cannot assign|\(99: (?:Cannot assign requested address|Address not available)\)|listen EADDRNOTAVAIL
    EOT
    where   = "not (line.message contains 'upstream')"
  }
  message = "It should listen on an address that this host or container does not have: ${line.found}"
}

rule "address-family-missing" {
  title      = "It should listen on IPv6, which this host or container does not have"
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:bind|socket|listen)[^\n]{0,120}(?:address family not supported|EAFNOSUPPORT)|listen tcp6 [^\n]{0,60}address family not supported
    EOT
    where   = "line.level in ['', 'error', 'fatal']"
  }
  message = "It should listen on an address family that is switched off here: ${line.found}"
}
