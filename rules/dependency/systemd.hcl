rule "unit-start-timeout" {
  title      = "The unit did not say in time that it is ready: it waits for something"
  cause      = "dependency.timeout"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      start operation timed out\. Terminating
    EOT
  }
  message = "The unit did not say in time that it is ready: it waits for something"
}
