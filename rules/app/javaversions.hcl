rule "java-class-version" {
  cause      = "app.dependency-incompatible"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      UnsupportedClassVersionError: .*|Unsupported class file major version \d+|release version \d+ not supported|invalid (?:target|source) release: \S+|has been compiled by a more recent version of the Java Runtime
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "java-linkage" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      NoSuchMethodError|NoSuchFieldError|AbstractMethodError|IncompatibleClassChangeError|An attempt was made to call a method that does not exist|The following method did not exist
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "java-module-access" {
  cause      = "app.dependency-incompatible"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      InaccessibleObjectException: .*|IllegalAccessError: .* module|does not "(?:opens|exports) [\w.]+" to
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
