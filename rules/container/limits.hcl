rule "limit-out-of-range" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Minimum memory(?:swap)? limit (?:allowed is|should be)|[Rr]ange of CPUs is from|is not in a separate kernel namespace|invalid (?:memory|cpu) (?:value|reservation)|conflicting options: 
    EOT
  }
  message = "Docker refuses a limit or option of the container: ${line.found}"
}
