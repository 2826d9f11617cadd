rule "memcached-settings" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      can't run as root without the -u switch|SERVER_ERROR object too large for cache|can't find the user \S+ to switch to
    EOT
  }
  message = "${line.found}"
}
