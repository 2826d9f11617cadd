rule "postgres-hba-file" {
  cause      = "config.invalid"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not load (?:\S*pg_hba\.conf|\S*pg_ident\.conf)|invalid authentication method "(?:[^"]+)"
    EOT
  }
  message = "PostgreSQL rejects its pg_hba.conf: ${line.found}"
}

rule "postgres-locale" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      invalid locale (?:settings|name)|locale name "[^"]+" (?:is not recognized|contains)|database locale is incompatible with operating system
    EOT
  }
  message = "${line.found}"
}

rule "postgres-standby-settings" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      recovery aborted because of insufficient parameter settings|is a lower setting than on the primary server|You might need to increase "?max_locks_per_transaction|could not create replication slot .{0,60}max_replication_slots|number of requested standby connections exceeds max_wal_senders
    EOT
  }
  message = "A setting of PostgreSQL is too low: ${line.found}"
}

rule "pgbouncer-client-settings" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      unsupported startup parameter(?:: | in options: )(?:\w+)|prepared statement "[^"]+" (?:does not exist|already exists)|pgbouncer with pool_mode set to
    EOT
  }
  message = "The client asks for what PgBouncer does not pass on: ${line.found}"
}

rule "pgbouncer-auth-file" {
  cause      = "config.secret-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not open auth_(?:file|hba_file) (?:\S+): No such file
    EOT
  }
  message = "${line.found}"
}
