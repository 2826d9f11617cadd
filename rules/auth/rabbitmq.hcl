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
      (?:NOT_ALLOWED - (?:vhost|access to vhost)|no access to (?:this )?vhost|vhost '?[^\s']+'? not found|access to vhost .{1,60} refused)
    EOT
    where   = "not (line.message contains 'connection limit')"
  }
  message = "${line.found}"
}

rule "rabbit-cookie-differs" {
  title      = "The Erlang cookies of two RabbitMQ nodes or tools differ"
  cause      = "auth.wrong-password"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      rejected\. Invalid challenge reply|Erlang cookie not matching that of the server|cookies? (?:does|do) not match
    EOT
    where   = "not (line.message matches 'Target node is (not running|unreachable)')"
  }
  message = "The Erlang cookies of two RabbitMQ nodes or tools differ"
}

rule "rabbit-guest-from-afar" {
  title      = "RabbitMQ lets the user guest in from localhost only: make a user of its own for the program"
  cause      = "auth.wrong-password"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      can only connect via localhost
    EOT
  }
  message = "RabbitMQ lets the user guest in from localhost only: make a user of its own for the program"
}

rule "rabbit-go-refused" {
  cause      = "auth.wrong-password"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Exception \(403\) Reason: "username or password not allowed"|ACCESS_REFUSED - access to (?:queue|exchange)
    EOT
  }
  message = "${line.found}"
}
