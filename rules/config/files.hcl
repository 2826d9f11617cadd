# Settings files that no parser can read, in the words of the parser.

rule "yaml-file-damaged" {
  title      = "A YAML file is damaged"
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \byaml: (?:line \d+: |unmarshal errors:|control characters are not allowed|invalid (?:leading|trailing) UTF-8)
    EOT
  }
  message = "${line.found}"
}

rule "daemon-json-damaged" {
  title      = "daemon.json is damaged"
  cause      = "config.invalid"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      daemon\.json: (?:invalid character|unexpected end of JSON input)
    EOT
  }
  message = "${line.found}"
}
