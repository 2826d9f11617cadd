rule "operation-not-permitted" {
  cause      = "permission.seccomp"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)operation not permitted|\bEPERM\b|\[Errno 1\] |os error 1\)|bad system call|\bSIGSYS\b|CAP_[A-Z_]+ (?:is )?(?:required|needed|missing)|must be (?:run as root|root)|are you root|requires? (?:root|superuser) privileges
    EOT
    where   = "line.level != 'info' && line.level != 'debug' && not (line.message matches '(?i)s6-svscan|Can.t open PID file|kernel-style whiteout|WiredTiger|unlink socket|io_uring|^(chmod|chown|initdb)|permissions of (directory|file)|maximum open files|setrlimit|nice|oom_score|hostname|opening (en|de)coder|core limit|cgroup configuration|devices[.]allow')"
  }
  message = "${line.found}"
}

rule "low-port-denied" {
  title      = "A port below 1024 needs a capability"
  cause      = "permission.seccomp"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      bind\(\) to \S+:\d{1,3} failed \(13: 
    EOT
  }
  message = "A program without the capability for it opens a port below 1024: ${line.found}"
}

rule "mount-denied" {
  title      = "Mounting and kernel settings need a capability that the container lacks"
  cause      = "permission.seccomp"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      sysctl: [^\n]{0,80}: Read-only file system|mount: (?:\S+: )?(?:permission denied|must be superuser to|only root can)
    EOT
  }
  message = "It needs a capability that the container lacks: ${line.found}"
}
