rule "unit-executable-missing" {
  cause      = "container.command-not-found"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      status=203/EXEC|Failed to locate executable (?:[^:\s]+): No such file|Failed at step EXEC spawning (?:[^:\s]+): No such file
    EOT
    where   = "not (line.message contains 'Permission denied')"
  }
  message = "systemd can't start the unit's program: ${line.found}"
}

rule "unit-executable-denied" {
  cause      = "container.not-executable"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed at step EXEC spawning (?:[^:\s]+): (?:Permission denied|Exec format error)
    EOT
  }
  message = "${line.found}"
}

rule "unit-watchdog" {
  cause      = "container.healthcheck-failing"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Watchdog timeout \(limit [^)]*\)
    EOT
  }
  message = "${line.found}"
}

rule "mount-unit-failed" {
  cause      = "container.mount-invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed to mount (?:/\S+)|Dependency failed for Local File Systems|\.mount: Failed with result|\.mount: Mount process exited, code=exited, status=(?:[1-9]\d*)
    EOT
  }
  message = "A file system of /etc/fstab can't be mounted: ${line.found}"
}
