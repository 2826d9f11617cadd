# Object mappers and pools, in their own words.

rule "prisma-unreachable" {
  cause      = "dependency.refused"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't reach database server at [`'](?P<host>[\w.-]+)[`']?:[`']?(?P<port>\d+)|\bP1001\b
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "prisma-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \bP1002\b|\bP2024\b|Timed out fetching a new connection from the connection pool
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "prisma-database-missing" {
  cause      = "auth.role-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \bP1003\b|Database `[^`]+` does not exist on the database server|User `[^`]+` was denied access on the database|\bP1010\b
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "node-client-gave-up" {
  cause      = "dependency.timeout"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      buffering timed out after \d+ms|Reached the max retries per request limit|Connection terminated (?:unexpectedly|due to connection timeout)|SequelizeConnectionAcquireTimeoutError|KnexTimeoutError
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "rails-database-missing" {
  cause      = "auth.role-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ActiveRecord::NoDatabaseError|We could not find your database: [\w-]+
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "rails-database-host" {
  cause      = "dependency.dns"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      There is an issue connecting with your hostname: (?P<host>[\w-]+)|could not translate host name "[^"]+"
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "${line.found}"
}

rule "pool-exhausted" {
  cause      = "dependency.overloaded"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      request was dropped from queue after \d+ms|PoolTimedOut|pool timed out while waiting for an open connection|QueuePool limit of size \d+ overflow \d+ reached|Timeout expired\.\s+The timeout period elapsed prior to obtaining a connection from the pool|could not obtain a (?:database )?connection (?:from the pool )?within
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "No connection of the pool became free: ${line.found}"
}

rule "sqlserver-unreachable" {
  cause      = "dependency.refused"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      A network-related or instance-specific error occurred while establishing a connection to SQL Server|Could not open a connection to SQL Server|None of the specified endpoints were reachable
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches 'TimeoutException|operation has timed out|No such host|Name or service not known|Authentication|certificate')"
  }
  message = "${line.found}"
}

rule "object-store-unreachable" {
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not connect to the endpoint URL: "\w+://(?P<host>[\w.-]+)(?::(?P<port>\d+))?|EndpointConnectionError
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "go-deadline" {
  cause      = "dependency.timeout"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      context deadline exceeded|Client\.Timeout exceeded while awaiting headers|net/http: (?:request canceled|timeout awaiting)|connection timed out: getaddrinfo
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches '(?i)health check|probe|_test[.]go|expected error')"
  }
  message = "${line.found}"
}

rule "mysql-handshake-refused" {
  cause      = "dependency.refused"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't connect to (?:local )?(?:MySQL |MariaDB )?server (?:on|through socket) '[^'\s]+' \((?:111|115|2)\b
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "redis-auth-not-wanted" {
  cause      = "auth.wrong-password"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      AUTH <password> called without any password configured|ERR Client sent AUTH, but no password is set
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
