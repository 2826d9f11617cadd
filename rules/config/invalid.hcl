rule "nginx-config" {
  cause      = "config.invalid"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:unknown (?:directive|log format|"[^"]*" variable)|invalid (?:number of arguments|parameter|value|port|host|URL prefix|variable name|condition)|unexpected (?:end of file|"[^"]*")|directive is not allowed here|is not terminated by|has no opening "|cannot have URI part|no "[^"]+" is defined).* in \S*[/\\]\S+:\d+|zero size shared memory zone|nginx: configuration file \S+ test failed
    EOT
    where   = "not (line.message matches '(?i)syntax error|^ *[✓✔√] ')"
  }
  message = "${line.found}"
}

rule "redis-config" {
  cause      = "config.invalid"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \*\*\* FATAL CONFIG FILE ERROR|Bad directive or wrong number of arguments|Fatal error, can't open config file
    EOT
  }
  absent "name" {
    fact    = "log.line"
    pattern = "Can't resolve (?:instance|master|replica) hostname"
    where   = "same(name, line)"
  }
  absent "denied" {
    fact    = "log.line"
    pattern = "^Permission denied"
    where   = "same(denied, line)"
  }
  message = "${line.found}"
}

rule "postgres-config" {
  cause      = "config.invalid"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:unrecognized configuration parameter|invalid value for parameter|configuration file "[^"]+" contains errors|could not access the server configuration file|parameter "[^"]+" requires)
    EOT
  }
  message = "${line.found}"
}

rule "mysql-config" {
  cause      = "config.invalid"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:unknown variable '[^']+'|unknown option '[^']+'|\[ERROR\].*(?:Unknown suffix|Could not open required defaults file)|Aborting.*unknown)
    EOT
  }
  message = "${line.found}"
}

rule "dockerd-config" {
  cause      = "config.invalid"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      unable to configure the Docker daemon with file|the following directives (?:don.t match|are specified both)
    EOT
  }
  message = "${line.found}"
}

rule "compose-config" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:services\.\S+ (?:Additional property|must be|contains|refers to undefined)|Additional property \S+ is not allowed|yaml: (?:line \d+|unmarshal errors)|mapping values are not allowed|error while interpolating|invalid interpolation format|invalid proto|Unsupported config option|invalid reference format|undefined (?:network|volume|service))
    EOT
  }
  message = "${line.found}"
}

rule "yaml-json-parse" {
  cause      = "config.invalid"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:yaml\.(?:scanner|parser)\.\w+Error|ParserError: while parsing|did not find expected (?:key|node|'-' indicator)|error parsing (?:config|configuration|YAML|TOML|JSON)|(?:[Ff]ailed|[Uu]nable) to (?:parse|unmarshal|decode) (?:the )?(?:config|configuration|yaml|toml|settings)|Error parsing YAML config file|TOMLDecodeError|configparser\.\w+Error|error loading config)
    EOT
  }
  message = "${line.found}"
}

rule "haproxy-config" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:\[ALERT\].*(?:parsing \[|Error\(s\) found in configuration|Fatal errors found)|error detected (?:while parsing|in)|unknown keyword .* in )
    EOT
    where   = "not (line.message matches '(?i)could not resolve address|unable to (?:stat|load|open) (?:SSL )?certificate|Failed to initialize server')"
  }
  message = "${line.found}"
}
