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

  until "back" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)connected to (?:redis|amqp|postgres|mysql|mongo|broker|database|kafka|rabbit|nats|server)|celery@\S+ ready|connection (?:re-?)?established|successfully (?:re)?connected|reconnected|(?:database|redis|broker|postgres|mysql|postgresql|db|dependenc(?:y|ies)|cache|mongo|server) (?:is|are) (?:now )?(?:up|ready|available|reachable)|is ready to accept|connection (?:is )?(?:restored|recovered)
    EOT
    where   = "same(back, line)"
  }
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
