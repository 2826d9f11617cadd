rule "port-in-use" {
  cause      = "app.port-in-use"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)address already in use|EADDRINUSE|\[Errno 98\]|\[Errno 48\]|Only one usage of each socket address|Web server failed to start\. Port \d+ was already in use|port \d+ is (?:already )?in use|Could not bind .{0,40}(?:in use|EADDRINUSE)|Failed to bind to .{1,60}already in use|os error 98\b|Could not create server TCP listening socket|Address in use
    EOT
    where   = "not (line.message matches '(?i)daemon|docker|endpoint web|external connectivity')"
  }
  message = "${line.found}"
}

rule "erlang-port-in-use" {
  cause      = "app.port-in-use"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:eaddrinuse|\{listen_error|Failed to start Ranch listener .{1,120}eaddrinuse|BindException: Address already in use|java\.net\.BindException|failed to listen on|Failed to bind socket|Could not create Server.{0,60}listening TCP socket|Creating Server TCP listening socket .{0,60}bind|could not bind (?:to )?(?:IPv[46] )?(?:address|socket)|cannot bind (?:to )?(?:socket|port|address)|bind\(\) to \S+ failed \(98)
    EOT
    where   = "not (line.message matches '(?i)permission denied|cannot assign|external connectivity')"
  }
  message = "${line.found}"
}
