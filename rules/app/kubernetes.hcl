rule "namespace-missing" {
  cause      = "app.schema-missing"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      namespaces? "(?:[^"]+)" not found
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "${line.found}"
}

rule "pod-ended-badly" {
  title      = "A pod or job ended with an error; its own log says why"
  cause      = "app.exception"
  confidence = 0.3

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      pod "(?:[^"]+)" terminated \(Error\)|job has reached the specified backoff limit|BackoffLimitExceeded
    EOT
  }
  message = "A pod or job ended with an error; its own log says why"
}
