rule "celery-mixed-settings" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      A rediss:// URL must have parameter|ValueError: Invalid (?:weekday|month) literal|Cannot mix new (?:and|setting names with) old setting(?:s| names)|No result backend is configured|'DisabledBackend' object has no attribute
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "celery-serializer" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Refusing to deserialize (?:disallowed|untrusted) content of type|worker accepts messages serialized with pickle is a very bad idea
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "amqp-precondition" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      PRECONDITION_FAILED - inequivalent arg '(?P<arg>[^']+)' for (?:queue|exchange) '(?P<queue>[^']+)'
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "The queue ${line.capture.queue} exists with another value of ${line.capture.arg}"
}
