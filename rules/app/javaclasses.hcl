rule "java-class-missing" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ClassNotFoundException: (?P<name>[\w.$]+)|NoClassDefFoundError: (?P<name2>[\w./$]+)
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
      Could not find or load main class (?P<name>\S+)|Unable to access jarfile (?P<jar>\S+)|no main manifest attribute, in (?P<jar2>\S+)|Invalid or corrupt jarfile (?P<jar3>\S+)
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
      Could not find artifact (?P<name>\S+)|(?m)^\s*> Could not find (?P<name2>[\w.-]+:[\w.-]+:[\w.-]+)|Could not resolve all (?:files|dependencies|artifacts) for configuration
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
      No suitable driver found for jdbc:(?P<kind>\w+)|Cannot load driver class: (?P<name>[\w.]+)|Failed to load driver class (?P<name2>[\w.]+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
