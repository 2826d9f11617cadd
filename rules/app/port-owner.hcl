# Who holds the port that a program or container wants.

rule "port-in-use-by" {
  title      = "Another process listens on the port"
  cause      = "app.port-in-use"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?::|port |port=|\(\S+, )(?P<port>\d{2,5})\b.{0,120}(?:in use|EADDRINUSE)|(?:in use|EADDRINUSE).{0,60}?(?::|port )(?P<port2>\d{2,5})\b
    EOT
    where   = "not (line.message matches '(?i)daemon|docker|endpoint |external connectivity')"
  }
  match "socket" {
    fact  = "host.socket"
    where = "socket.state == 'listen' && socket.process != '' && socket.port in [line.capture.port, line.capture.port2]"
  }
  subject = "line"
  message = "port ${socket.port} is held by ${socket.process} (pid ${socket.pid})"
}
