rule "bucket-access-denied" {
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \(AccessDenied\) when calling|<Code>AccessDenied</Code>|AccessDenied: Access Denied|\(403\) when calling the \w+ operation: Forbidden
    EOT
  }
  message = "The key may not do this with the bucket: ${line.found}"
}
