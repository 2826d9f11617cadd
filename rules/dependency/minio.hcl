rule "minio-drives-offline" {
  cause      = "dependency.starting"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Insufficient number of drives online|Waiting for (?:a minimum of|at least) \d+ (?:drives|remote servers)|read quorum|write quorum
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "${line.found}"
}
