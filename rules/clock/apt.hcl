rule "release-file-from-the-future" {
  cause      = "clock.skew"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      is not valid yet \(invalid for another
    EOT
  }
  message = "The clock of the machine is behind: ${line.found}"
}
