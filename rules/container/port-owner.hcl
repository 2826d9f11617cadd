rule "published-port-held-by" {
  title      = "Another process of the host listens on the published port"
  cause      = "container.port-conflict"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:Bind for|listen tcp4?|ports are not available).{0,60}?:(?P<port>\d{2,5})\b.{0,80}(?:already allocated|in use|not available|forbidden)
    EOT
  }
  match "socket" {
    fact  = "host.socket"
    where = "socket.state == 'listen' && socket.process != '' && socket.port == line.capture.port"
  }
  subject = "line"
  message = "port ${line.capture.port} of the host is held by ${socket.process} (pid ${socket.pid})"
}

rule "created-port-held-by" {
  title      = "Another process of the host listens on the port the container publishes"
  cause      = "container.port-conflict"
  confidence = 0.96

  match "box" {
    fact  = "container.state"
    where = "not box.running && box.error matches 'already allocated|in use'"
  }
  match "socket" {
    fact  = "host.socket"
    where = "socket.state == 'listen' && socket.process != '' && any(box.ports, .host_port == socket.port)"
  }
  subject = "box"
  message = "port ${socket.port} of the host is held by ${socket.process} (pid ${socket.pid})"
}
