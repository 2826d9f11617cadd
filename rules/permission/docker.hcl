rule "apparmor-profile" {
  cause      = "permission.apparmor"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      docker-default profile could not be loaded|unable to apply apparmor profile|apparmor failed to apply profile|AppArmor profile .{1,60} (?:not loaded|not found)
    EOT
  }
  message = "${line.found}"
}

rule "docker-socket-python" {
  title      = "The Docker socket may not be opened by this user"
  cause      = "permission.docker-socket"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error while fetching server API version: .{0,80}Permission ?[Dd]enied|PermissionError\(13
    EOT
    where   = "line.message matches '(?i)docker'"
  }
  message = "The Docker socket may not be opened by this user"
}
