rule "port-in-use" {
  cause      = "app.port-in-use"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)address already in use|EADDRINUSE|\[Errno (?:98|48)\]|os error 98\b|kind: AddrInUse|\baddress in use\b
    EOT
    where   = "not (line.message matches '(?i)daemon|docker|allocate gateway|endpoint web|external connectivity|assign requested')"
  }
  message = "${line.found}"
}

rule "port-in-use-words" {
  cause      = "app.port-in-use"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)Only one usage of each socket address|port \d+ (?:is|was) (?:already )?in use|That port is already in use|Connection in use: \('[^']*', (?:\d+)\)|Failed to bind to .{1,60}already in use|Another program is already listening on a port
    EOT
    where   = "not (line.message matches '(?i)daemon|docker|endpoint web|external connectivity')"
  }
  message = "${line.found}"
}

rule "bind-failed" {
  cause      = "app.port-in-use"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      eaddrinuse|\{listen_error|java\.net\.BindException|failed to listen on|Failed to bind socket|Could not create [Ss]erver.{0,60}listening (?:TCP )?socket|could not bind (?:to )?(?:IPv[46] )?(?:address|socket)|could not bind to distribution port|cannot bind (?:to )?(?:socket|port|address)|bind\(\) to \S+ failed \(98
    EOT
    where   = "not (line.message matches '(?i)permission denied|cannot assign|external connectivity')"
  }
  message = "${line.found}"
}
