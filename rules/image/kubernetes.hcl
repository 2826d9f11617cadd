rule "image-never-pulled" {
  cause      = "image.pull-failed"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ErrImageNeverPull|is not present with pull policy of Never|Unable to retrieve some image pull secrets|InvalidImageName
    EOT
  }
  message = "${line.found}"
}
