# Builds: what compilers, linkers and package tools say.

rule "compile-error" {
  cause      = "app.exception"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^error\[E\d{4}\]: .*|Module not found: Error: Can't resolve .*|error: could not compile|failed to resolve import .*|error TS\d+: .*|^Failed to compile\.|^make(?:\[\d+\])?: \*\*\* .*|\.go:\d+:\d+: (?:undefined: |cannot use |syntax error).*|\.(?:c|cc|cpp|h|hpp):\d+:\d+: (?:fatal )?error: .*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "linker-library-missing" {
  cause      = "app.library-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      cannot find -l\S+|Package \S+ was not found in the pkg-config search path|No package '[^']+' found|Could not find a package configuration file provided by "[^"]+"|Could NOT find \w+ \(missing
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "cargo-package" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      no matching package named `[^`]+` found|failed to select a version for (?:the requirement )?`[^`]+
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "cargo-rustc" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      cannot be built because it requires rustc \S+|requires rustc \S+ or newer|feature `\w+` is required
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "package-tool-space" {
  cause      = "disk.full"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      You don't have enough free space in \S+|At least \S+ more space needed on the \S+ filesystem
    EOT
  }
  message = "${line.found}"
}

rule "git-access" {
  cause      = "auth.wrong-password"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      [Pp]ermission denied \((?:publickey|password)[^)]*\)|Authentication failed for '[^']+'|HTTP Basic: Access denied|remote: Invalid username or (?:password|token)
    EOT
    where   = "not (line.logger matches 'sshd') && not (line.message matches 'sshd|preauth|Failed password')"
  }
  message = "${line.found}"
}

rule "git-certificate" {
  cause      = "tls.untrusted"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      server certificate verification failed|SSL certificate problem: (?:self[- ]signed|unable to get)
    EOT
  }
  message = "${line.found}"
}
