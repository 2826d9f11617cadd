rule "clocksource-unstable" {
  cause      = "clock.skew"
  confidence = 0.85
  severity   = "info"

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      Marking clocksource '(?P<name>\w+)' as unstable
    EOT
  }
  message = "${line.found}"
}
