rule "apache-backend-refused" {
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      AH01079: failed to make connection to backend: (?:[\w.-]+)|AH01114: HTTP: failed to make connection to backend: (?:[\w.-]+)|AH00957: \w+: attempt to connect to [\d.:]+ \((?:[\w.-]+)
    EOT
  }
  message = "Apache is refused by the server behind it: ${line.found}"
}

rule "apache-backend-name" {
  cause      = "dependency.dns"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      AH00898: DNS lookup failure for: (?P<host>[\w.-]+)
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"
}

rule "apache-backend-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      AH01102: error reading status line from remote server (?:[\w.-]+):?(?:\d*)|\(70007\)The timeout specified has expired
    EOT
  }
  message = "${line.found}"
}

rule "server-children-exhausted" {
  cause      = "dependency.overloaded"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      server reached MaxRequestWorkers|server reached pm\.max_children setting|AH00484|seems busy \(you may need to increase
    EOT
  }
  message = "All workers of the server are busy: ${line.found}"
}
