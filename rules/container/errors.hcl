# State.Error of a container that could not be started: Docker keeps there what
# compose prints only on the terminal.

rule "start-error-command-not-found" {
  cause      = "container.command-not-found"
  confidence = 0.96
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)executable file not found|exec: .*no such file or directory'"
  }
  message = "${box.subject} can't be started: ${box.error}"
}

rule "start-error-not-executable" {
  cause      = "container.not-executable"
  confidence = 0.95
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)exec.*permission denied|is a directory'"
  }
  message = "${box.subject} can't be started: ${box.error}"
}

rule "start-error-exec-format" {
  cause      = "container.arch-mismatch"
  confidence = 0.96
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)exec format error'"
  }
  message = "${box.subject} can't be started: ${box.error}"
}

rule "start-error-port" {
  cause      = "container.port-conflict"
  confidence = 0.96
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)port is already allocated|address already in use|ports are not available'"
  }
  message = "${box.subject} can't be started: ${box.error}"
}

rule "start-error-mount" {
  cause      = "container.mount-invalid"
  confidence = 0.95
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)error mounting|error while mounting volume|failed to mount local volume|bind source path|mount config|not a directory|mount source'"
  }
  message = "${box.subject} can't be started: ${box.error}"
}

rule "start-error-network" {
  cause      = "container.network-missing"
  confidence = 0.93
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)network .*not found|endpoint with name|could not attach to network'"
  }
  message = "${box.subject} can't be started: ${box.error}"
}

rule "start-error-gpu" {
  cause      = "gpu.not-exposed"
  confidence = 0.96
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)could not select device driver|nvidia-container-cli' && not (box.error matches '(?i)version mismatch|requirement error')"
  }
  message = "${box.subject} can't be started: ${box.error}"
}

rule "start-error-gpu-mismatch" {
  cause      = "gpu.driver-mismatch"
  confidence = 0.97
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)driver/library version mismatch'"
  }
  message = "${box.subject} can't be started: ${box.error}"
}

rule "start-error-gpu-requirement" {
  cause      = "gpu.driver-too-old"
  confidence = 0.97
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)nvidia-container-cli: requirement error'"
  }
  message = "${box.subject} can't be started: ${box.error}"
}

rule "start-error-logging" {
  cause      = "container.runtime-failed"
  confidence = 0.93
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)failed to initialize logging driver|logger: no log driver|error creating logger'"
  }
  message = "${box.subject} can't be started: ${box.error}"
}

rule "start-error-runtime" {
  cause      = "container.runtime-failed"
  confidence = 0.6
  match "box" {
    fact  = "container.state"
    where = "box.error matches '(?i)OCI runtime|runc|containerd|shim|cgroup' && not (box.error matches '(?i)executable file|no such file|permission denied|exec format|mount|port|driver')"
  }
  message = "${box.subject} can't be started: ${box.error}"
}
