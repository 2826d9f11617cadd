rule "git-lfs-missing" {
  cause      = "container.command-not-found"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      git: '(?:[\w-]+)' is not a git command
    EOT
  }
  message = "${line.found}"
}
