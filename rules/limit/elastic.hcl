rule "elastic-threads" {
  cause      = "limit.processes"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      max number of threads \[\d+\] for user \[\w+\] is too low
    EOT
  }
  message = "${line.found}"
}
