rule "unit-crash-logged" {
  cause      = "app.segfault"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      code=dumped, status=\d+/(?:SEGV|ABRT|ILL|BUS|FPE)|code=killed, status=11/SEGV|terminated by signal SIG(?:SEGV|ILL|ABRT|BUS)
    EOT
  }
  message = "${line.found}"
}
