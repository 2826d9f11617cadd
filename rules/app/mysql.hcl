rule "mysql-crashed" {
  cause      = "app.segfault"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:mysqld|mariadbd) got (?:exception|signal) (?:\w+) ?;|InnoDB: Assertion failure|We intentionally generate a memory trap|Fatal glibc error: CPU does not support
    EOT
  }
  message = "The database server crashed: ${line.found}"
}

rule "mysql-auth-plugin" {
  cause      = "app.dependency-incompatible"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Authentication plugin '(?:[^']+)' (?:cannot be loaded|reported error|is not supported)|ER_NOT_SUPPORTED_AUTH_MODE|Client does not support authentication protocol|Plugin '(?:mysql_native_password|caching_sha2_password|ed25519)' is not loaded|The server requested authentication method unknown to the client
    EOT
  }
  message = "Client and server share no password method: ${line.found}"
}

rule "python-package-required" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:[\w'"-]+) (?:package|module|library) (?:is required|must be installed|is not installed|needs to be installed)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "A package is not installed: ${line.found}"
}
