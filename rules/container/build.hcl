rule "build-step-failed" {
  cause      = "app.exception"
  confidence = 0.35

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      process "(?:[^"]+)" did not complete successfully: exit code: (?:\d+)|The command '(?:[^']+)' returned a non-zero code: (?:\d+)
    EOT
  }
  message = "A step of the build failed: ${line.found}"
}

rule "build-daemon-lost" {
  title      = "BuildKit went away during the build"
  cause      = "container.runtime-failed"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      failed to receive status: rpc error|error reading from server: EOF|failed to solve: (?:Canceled|rpc error: code = Unavailable)|could not connect to builder
    EOT
  }
  message = "BuildKit went away during the build"
}
