rule "spring-placeholder" {
  cause      = "config.env-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not resolve placeholder '(?P<name>[^']+)\'
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "The property or environment variable ${line.capture.name} is not set"
}

rule "spring-bind" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed to (?:bind properties under '(?:[^']+)'|configure a DataSource)|Failed to determine a suitable driver class|Invalid (?:bean definition|config(?:uration)? property)|ConverterNotFoundException|InvalidConfigData\w*Exception: .*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "java-file-missing" {
  cause      = "config.secret-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)(?:FileNotFoundException|NoSuchFileException): (?P<file>\S+\.(?:jks|p12|pfx|keystore|truststore|pem|key|crt|properties|yml|yaml|conf|xml))(?: \(No such file or directory\)|$)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "The file ${line.capture.file} is not there"
}

rule "java-keystore-password" {
  cause      = "auth.wrong-password"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      keystore password was incorrect|Keystore was tampered with, or password was incorrect
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
