rule "nginx-limits" {
  cause      = "config.invalid"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      client intended to send too large (?:chunked )?body: \d+ bytes|upstream sent too big header|client sent too (?:long|large)|no resolver defined to resolve (?:\S+)
    EOT
  }
  message = "A setting of nginx is too small or missing: ${line.found}"
}

rule "nginx-start-settings" {
  cause      = "config.invalid"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      key values mismatch|getpwnam\("(?:[^"]+)"\) failed|could not build (?:the )?\w+_hash|a duplicate (?:default server|listen|location)|conflicting parameter|duplicate location|directory index of "[^"]+" is forbidden[^\n]{0,80}request: "GET / HTTP|the "?ssl"? directive is deprecated and
    EOT
    where   = "not (line.level in ['info', 'warning'])"
  }
  message = "nginx rejects its configuration: ${line.found}"
}
