rule "java-class-missing" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ClassNotFoundException: (?:[\w.$]+)|NoClassDefFoundError: (?:[\w./$]+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "java-main-missing" {
  cause      = "app.module-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not find or load main class (?:\S+)|Unable to access jarfile (?:\S+)|no main manifest attribute, in (?:\S+)|Invalid or corrupt jarfile (?:\S+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "java-artifact-missing" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not find artifact (?:\S+)|(?m)^\s*> Could not find (?:[\w.-]+:[\w.-]+:[\w.-]+)|Could not resolve all (?:files|dependencies|artifacts) for configuration
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches 'name resolution|refused|timed out')"
  }
  message = "${line.found}"
}

rule "jdbc-driver-missing" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No suitable driver found for jdbc:(?:\w+)|Cannot load driver class: (?:[\w.]+)|Failed to load driver class (?:[\w.]+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
