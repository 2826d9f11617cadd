rule "vector-key-missing" {
  cause      = "auth.missing-password"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Must provide an API key or an Authorization bearer token|Invalid API key or JWT
    EOT
  }
  message = "${line.found}"
}
