rule "clocksource-unstable" {
  cause      = "clock.skew"
  confidence = 0.85
  severity   = "info"

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      Marking clocksource '(?:\w+)' as unstable
    EOT
  }
  message = "${line.found}"
}
