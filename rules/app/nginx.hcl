rule "nginx-module-version" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      module "(?P<path>[^"]+)" (?:version \d+ instead of \d+|is not binary compatible)
    EOT
  }
  message = "${line.found}"
}
