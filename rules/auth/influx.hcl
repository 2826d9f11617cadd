rule "influx-unauthorized" {
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      "code":"unauthorized"|unauthorized access|ApiException: \(401\)|authorization not found
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "${line.found}"
}
