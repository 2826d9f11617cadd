rule "first-password-refused" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      does not meet (?:SQL Server )?password policy|Unable to set system administrator password|It cannot be '(?:[^']+)', which is the default|Password must be at least \d+ characters
    EOT
  }
  message = "The password set for the first start is not accepted: ${line.found}"
}

rule "first-start-variable-missing" {
  cause      = "config.env-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      End-User License Agreement \(EULA\) must be accepted|\*MUST\* specify an admin user|environment variable (?:[A-Z_]+) is mandatory|must (?:provide|specify|set) (?:a |an )?(?:master key|admin (?:user|password)|root password)
    EOT
  }
  message = "The image wants a variable at its first start: ${line.found}"
}
