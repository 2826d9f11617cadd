rule "command-not-found" {
  cause      = "container.command-not-found"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)exec: "?(?:[^":]+)"?: (?:executable file not found in \$PATH|stat .{1,100}: no such file or directory|no such file or directory)|executable file not found in \$?PATH|exec (?:\S+): no such file or directory|/usr/bin/env: .{1,40}\\r|env: (?:can.t execute )?.{1,3}?\w+\\r|env: can.t execute .{1,60}: No such file|(?:bad interpreter|/bin/(?:ba)?sh\^M)|not found in PATH: 
    EOT
    where   = "not (line.message matches '(?i)install root certificate|docker-credential|start(ing)? shim')"
  }
  message = "${line.found}"
}

rule "not-executable" {
  cause      = "container.not-executable"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)exec: "[^"]+": permission denied|exec \S+: permission denied|starting container process caused.{0,80}permission denied|cannot execute: (?:Permission denied|Is a directory)|exec: "[^"]+": is a directory|(?m)^(?:/\S+|\w*sh)?:? ?(?:line \d+: |\d+: )?\./?[\w./-]+: (?:cannot execute:? ?)?Permission denied$
    EOT
  }
  message = "${line.found}"
}

rule "exec-format-error" {
  cause      = "container.arch-mismatch"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)exec format error|cannot execute binary file|rosetta error: |image.{1,80}platform \([^)]*\) does not match the (?:detected|specified)|qemu-\w+: Could not open
    EOT
    where   = "not (line.message matches '(?i)WARNING: The requested image')"
  }
  message = "${line.found}"
}

rule "port-allocated" {
  cause      = "container.port-conflict"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)port is already allocated|Bind for \S+:(?:\d+) failed|Ports are not available|failed to bind (?:host )?port.{0,80}address already in use|listen tcp4? \S+:\d+: bind: address already in use.{0,40}$|driver failed programming external connectivity.{0,200}(?:address already in use|already allocated)
    EOT
    where   = "line.message matches '(?i)daemon|docker|endpoint|allocated|Ports are not|userland'"
  }
  message = "${line.found}"
}

rule "mount-invalid" {
  cause      = "container.mount-invalid"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)invalid mount config for type|bind source path does not exist|Are you trying to mount a directory onto a file|error mounting "[^"]+" to rootfs|mount source (?:path )?.{1,120}(?:does not exist|is not a directory)|error while creating mount source path|invalid volume specification|failed to mount local volume|not a directory: unknown|error mounting .{1,150}: (?:no such file|not a directory)|includes invalid characters for a local volume name
    EOT
  }
  message = "${line.found}"
}

rule "network-missing" {
  cause      = "container.network-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)network \S+ (?:declared as external, but could not be found|not found)|Error response from daemon: network .{1,80} not found|endpoint with name \S+ already exists|container name "[^"]+" is already in use|network-scoped alias is supported only|Container \S+ is not connected to network|could not attach to network|No such network|unable to find network with name or ID|network with name \S+ already exists|failed to set up container networking|cannot join network of a non running container|failed to create endpoint|links are only supported|cannot link to a non running container
    EOT
    where   = "not (line.message matches '(?i)port is already|address already in use|iptables')"
  }
  message = "${line.found}"
}

rule "runtime-create-failed" {
  cause      = "container.runtime-failed"
  confidence = 0.6

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)OCI runtime (?:create|exec|start) failed|failed to create (?:shim )?task|error during container init|runc (?:create|run) failed|containerd-shim.{0,60}(?:failed|panic)|failed to start shim|cgroups?: .{0,60}(?:no such|cannot|failed|mountpoint)|unable to apply cgroup configuration|error setting (?:cgroup|rlimits?)|failed to write .{1,80}(?:cgroup|memory\.limit|cpu)|Minimum memory limit|Range of CPUs is from|error adding seccomp|rootfs_linux\.go|cannot set (?:memory|cpu)
    EOT
    where   = "line.message contains 'failed to start shim' || not (line.message matches '(?i)executable file|no such file or directory: unknown|permission denied|exec format|mount|already allocated|device driver|nvidia-container')"
  }
  message = "${line.found}"
}

rule "entrypoint-not-found" {
  title      = "The entrypoint, or the interpreter in its first line (CRLF line ends, a missing shell), is not in the image"
  cause      = "container.command-not-found"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      exec user process caused:? "?no such file or directory
    EOT
  }
  message = "The entrypoint, or the interpreter in its first line (CRLF line ends, a missing shell), is not in the image"
}

rule "entrypoint-denied" {
  cause      = "container.not-executable"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      exec user process caused:? "?permission denied
    EOT
  }
  message = "${line.found}"
}

rule "working-directory-denied" {
  cause      = "permission.file"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      chdir to cwd \("?(?P<path>[^")]+)"?\) set in config\.json failed: permission denied
    EOT
  }
  message = "The container's user may not enter its working directory ${line.capture.path}"
}

rule "image-user-missing" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      unable to find (?:user|group) (?P<name>\S+): (?:no matching entries|invalid)|no matching entries in passwd file
    EOT
  }
  message = "The image has no user or group ${line.capture.name}"
}

rule "cgroup-setup-failed" {
  cause      = "container.runtime-failed"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      cgroup mountpoint does not exist|unable to apply cgroup configuration|cannot enter cgroupv2|failed to create (?:cgroup|new parent process)|Devices cgroup isn't mounted|error during container init: open (?:/proc/sys/|sysctl )|running exec setns process|getting the final child.s pid from pipe|setting cgroup config|failed to set /proc/self/attr|error setting rlimits? for ready process|unable to retrieve OCI runtime error|runc did not terminate successfully
    EOT
  }
  message = "The runtime can't set the container up: ${line.found}"
}

rule "runc-broken" {
  cause      = "container.runtime-failed"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:runc|crun|containerd-shim\S*): (?:symbol lookup error|error while loading shared libraries)
    EOT
  }
  message = "${line.found}"
}

rule "init-cannot-exec" {
  cause      = "container.command-not-found"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \[FATAL tini \(\d+\)\] exec (?:\S+) failed: No such file|No command specified|args must not be empty|dumb-init\] (?:\S+): No such file
    EOT
  }
  message = "The container's init can't find the command: ${line.found}"
}

rule "init-exec-denied" {
  cause      = "container.not-executable"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \[FATAL tini \(\d+\)\] exec (?:\S+) failed: Permission denied|dumb-init\] (?:\S+): Permission denied
    EOT
  }
  message = "${line.found}"
}
