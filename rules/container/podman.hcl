rule "podman-errors" {
  cause      = "container.runtime-failed"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Error: (?:OCI runtime error|crun:|runc:|container_linux\.go)|crun: .{1,200}|conmon: .{0,60}(?:failed|error)|error (?:creating|starting) container|netavark: |slirp4netns|aardvark|newuidmap: |potentially insufficient UIDs or GIDs|cannot re-exec process|setup network namespace|failed to mount .{0,60}(?:proc|sysfs)|error during container init|unable to start container process: error)
    EOT
    where   = "not (line.message matches '(?i)executable file|not found in|permission denied|exec format|Exec format|cannot stat `|mount|already in use|already allocated|no such file or directory: unknown') || line.message matches 'sd-bus call|/sys/fs/cgroup.*OCI permission denied'"
  }
  message = "${line.found}"
}

rule "podman-start-errors" {
  cause      = "container.command-not-found"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:crun: executable file .{1,80} not found in \$PATH|OCI runtime attempted to invoke a command that was not found|crun: open executable: No such file|executable .{1,80} not found: No such file)
    EOT
    where   = "not (line.message contains 'cannot stat `')"
  }
  message = "${line.found}"
}

rule "podman-permission" {
  cause      = "container.not-executable"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:crun: open executable: Permission denied|OCI permission denied|crun: .{1,80}: Permission denied: OCI permission denied)
    EOT
    where   = "not (line.message matches 'sd-bus call|/sys/fs/cgroup')"
  }
  message = "${line.found}"
}

rule "podman-port" {
  cause      = "container.port-conflict"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:rootlessport .{1,80}(?:address already in use|bind)|cannot listen on the TCP port: listen tcp4? \S+: bind: address already in use|port \d+ is already (?:allocated|being used)|proxy already running|bind: address already in use: unknown|Error starting userland proxy: listen tcp)
    EOT
  }
  message = "${line.found}"
}

rule "podman-mount-source" {
  cause      = "container.mount-invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error: statfs (?P<path>/\S+): no such file|crun: cannot stat `(?P<source>[^`]+)`: No such file
    EOT
  }
  message = "What is mounted into the container is not there: ${line.found}"
}
