rule "caddyfile-rejected" {
  cause      = "config.invalid"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      adapting config using caddyfile|unrecognized (?:directive|subdirective|global option)|loading initial config: loading new config: .{0,80}(?:unknown|decoding|provision)
    EOT
  }
  message = "Caddy rejects its configuration: ${line.found}"
}

rule "caddyfile-missing" {
  cause      = "config.secret-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      reading config from file: open (?:\S+): no such file|Cannot open configuration file/directory (?:\S+)
    EOT
  }
  message = "${line.found}"
}
