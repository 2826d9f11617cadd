rule "system-package-missing" {
  cause      = "app.library-missing"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      E: Unable to locate package (?:\S+)|E: Package '(?:[^']+)' has no installation candidate|E: Failed to fetch \S+\s+404\s+Not Found|ERROR: unable to select packages|No package (?:\S+) available
    EOT
  }

  # Without a name server nothing is found.
  absent "dns" {
    fact    = "log.line"
    pattern = "(?i)temporary failure (?:in name resolution|resolving)|temporary error \\(try again later\\)"
  }
  message = "The distribution does not offer the package (any more): ${line.found}"
}
