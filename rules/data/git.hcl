rule "git-lock" {
  cause      = "data.locked"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unable to create '(?:[^']+\.lock)': File exists|Another git process seems to be running|could not lock config file \S+: File exists
    EOT
  }
  message = "${line.found}"
}

rule "git-object-damaged" {
  cause      = "data.corrupt"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      loose object \w+ \(stored in [^)]+\) is corrupt|object file \S+ is empty|fatal: bad object|index file corrupt
    EOT
  }
  message = "${line.found}"
}
