rule "rabbit-settings" {
  cause      = "config.invalid"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      there is no setting with that name|rabbitmq\.(?:conf|config)"?,\s*bad_config|Error generating configuration in phase|is set but deprecated|deprecated environment variables detected|Failed to (?:load|prepare) (?:advanced )?configuration file
    EOT
  }
  message = "RabbitMQ rejects its settings: ${line.found}"
}

rule "rabbit-queue-arguments" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      PRECONDITION_FAILED - (?:inequivalent arg|invalid arg|unknown delivery|parameters for)
    EOT
  }
  message = "The program declares a queue or exchange with other arguments than it has: ${line.found}"
}

rule "rabbit-tls-file" {
  cause      = "config.secret-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:certfile|keyfile|cacertfile)[^\n]{0,120}enoent
    EOT
  }
  message = "A certificate file of RabbitMQ is not there: ${line.found}"
}
