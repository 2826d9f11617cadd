rule "elastic-unauthorized" {
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      is unauthorized for (?:user|API key|service account)|Authentication finally failed for|Authentication of \[\w+\] was terminated by realm|invalid API key
    EOT
  }
  message = "${line.found}"
}
