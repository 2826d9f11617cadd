rule "acme-rate-limit" {
  title      = "The certificate authority turns requests away, its rate limit is reached"
  cause      = "dependency.overloaded"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      acme:error:rateLimited|too many (?:certificates|failed authorizations|currently pending)|too many requests of a given type
    EOT
  }
  message = "The certificate authority turns requests away, its rate limit is reached"
}
