rule "laravel-not-writable" {
  cause      = "permission.file"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      directory must be present and writable|could not be opened in append mode: Failed to open stream: Permission denied|There is no existing directory at .{1,200} and it could not be created|file_put_contents\([^)]*\): Failed to open stream: Permission denied
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "drop-privileges" {
  cause      = "permission.seccomp"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:setpriv|su-exec|gosu|setuidgid|s6-setuidgid): .{0,60}(?:[Oo]peration not permitted)|ping: (?:socket|icmp open socket): Operation not permitted|failed switching to "[^"]+": operation not permitted|set(?:res|e)?[ug]id(?:\([^)]*\))? failed.{0,20}Operation not permitted|initgroups.{0,40}Operation not permitted
    EOT
  }
  message = "The container lacks a capability: ${line.found}"
}

rule "dotnet-runtime-denied" {
  cause      = "permission.file"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed to create CoreCLR, HRESULT: 0x80004005
    EOT
  }
  message = ".NET can't create its files in /tmp: ${line.found}"
}
