rule "apache-syntax" {
  cause      = "config.invalid"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      AH00526: Syntax error on line \d+|Invalid command '(?:[^']+)', perhaps misspelled|AH00534|AH00543|apache2: Syntax error
    EOT
  }
  message = "Apache rejects its configuration: ${line.found}"
}
