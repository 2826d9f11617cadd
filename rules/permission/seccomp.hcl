rule "operation-not-permitted" {
  cause      = "permission.seccomp"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)operation not permitted|\bEPERM\b|\[Errno 1\] |os error 1\)|bad system call|\bSIGSYS\b|CAP_[A-Z_]+ (?:is )?(?:required|needed|missing)|must be (?:run as root|root)|are you root|requires? (?:root|superuser) privileges
    EOT
    where   = "line.level != 'info' && line.level != 'debug' && not (line.message matches '(?i)s6-svscan|kernel-style whiteout|WiredTiger|unlink socket|io_uring|^(chmod|chown|initdb)|permissions of (directory|file)|maximum open files|setrlimit|nice|oom_score|hostname|opening (en|de)coder|core limit|cgroup configuration|devices[.]allow')"
  }
  message = "${line.found}"
}
