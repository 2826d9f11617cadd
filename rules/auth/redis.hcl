rule "redis-wrongpass" {
  cause      = "auth.wrong-password"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      WRONGPASS|(?:ERR|AuthenticationError:?) invalid password|invalid username-password pair
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

rule "redis-noauth" {
  cause      = "auth.missing-password"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      NOAUTH Authentication required|Authentication required\.
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

rule "redis-default-user-no-password" {
  cause      = "auth.wrong-password"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ERR AUTH <password> called without any password configured|Client sent AUTH, but no password is set
    EOT
  }
  message = "${line.found}"
}
