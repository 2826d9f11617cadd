rule "rabbit-access-refused" {
  cause      = "auth.wrong-password"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ACCESS_REFUSED - Login was refused|\(?403\)? \(?ACCESS_REFUSED\)? Login was refused|authentication failure using mechanism|PLAIN login refused: user .{1,60} - invalid credentials)
    EOT
  }
  message = "${line.found}"
}

rule "rabbit-vhost-missing" {
  cause      = "auth.role-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:NOT_ALLOWED - (?:vhost|access to vhost)|no access to vhost|vhost '?[^\s']+'? not found|access to vhost .{1,60} refused)
    EOT
  }
  message = "${line.found}"
}
