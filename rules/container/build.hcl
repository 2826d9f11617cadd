rule "build-step-failed" {
  cause      = "app.exception"
  confidence = 0.35

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      process "(?P<command>[^"]{1,300})" did not complete successfully: exit code: (?P<code>\d+)|The command '(?P<command2>[^']{1,300})' returned a non-zero code: (?P<code2>\d+)
    EOT
  }
  message = "A step of the build failed: ${line.found}"
}

rule "build-daemon-lost" {
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
