rule "mysql-entrypoint-user" {
  cause      = "config.invalid"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      cannot be used for the root user|(?:MYSQL|MARIADB)_\w+ (?:and|is) [^\n]{0,80}(?:incompatible|cannot be used)
    EOT
  }
  message = "${line.found}"
}

rule "mysql-as-root" {
  title      = "The database server refuses to run as root"
  cause      = "permission.file"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      find out how to run (?:mysqld|mariadbd) as root
    EOT
  }
  message = "The database server refuses to run as root"
}

rule "mysql-table-name-case" {
  title      = "lower_case_table_names differs from the value the data directory was made with"
  cause      = "config.invalid"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Different lower_case_table_names settings for server
    EOT
  }
  message = "lower_case_table_names differs from the value the data directory was made with"
}

rule "mysql-packet-or-collation" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      [Gg]ot a packet bigger than 'max_allowed_packet'|Packet for query is too large|Unknown (?:collation|character set): '(?:[^']+)'|(?:does not|doesn't) satisfy the current policy requirements
    EOT
  }
  message = "A setting of the database server does not fit the client: ${line.found}"
}

rule "mysql-init-script" {
  cause      = "config.invalid"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ERROR \d+ \([0-9A-Z]{5}\) at line \d+: You have an error in your SQL syntax|ERROR 1064 \(42000\)
    EOT
  }
  message = "A script for the database has an SQL error: ${line.found}"
}

rule "mysql-keyring-missing" {
  cause      = "config.secret-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)keyring[^\n]{0,160}(?:not found|No such file|errno 2)
    EOT
  }
  message = "${line.found}"
}

rule "mysql-public-key" {
  title      = "The JDBC URL needs allowPublicKeyRetrieval=true, or TLS, for this password method"
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Public Key Retrieval is not allowed
    EOT
  }
  message = "The JDBC URL needs allowPublicKeyRetrieval=true, or TLS, for this password method"
}
