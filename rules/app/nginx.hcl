rule "nginx-module-version" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      module "(?:[^"]+)" (?:version \d+ instead of \d+|is not binary compatible)
    EOT
  }
  message = "${line.found}"
}
