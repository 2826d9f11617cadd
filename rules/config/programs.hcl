rule "server-config" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:error loading config|Error while parsing (?:the )?config|unknown (?:field|key|property|parameter|setting|directive|command) [\"'`]|field \w+ not found in type|cannot unmarshal|invalid character .{1,20} looking for|unexpected (?:token|end of JSON input)|JSON\.parse|config(?:uration)? (?:file )?(?:is )?(?:invalid|malformed|not valid)|invalid config(?:uration)?|configuration error|bad configuration|Unrecognized (?:option|field|token|argument)|Error: Unknown (?:option|command)|failed to (?:load|read|validate) config|ConfigException|ConfigurationException|InvalidConfigurationException|BindException: Cannot bind|Failed to bind properties|ConverterNotFoundException|Failed to configure a DataSource|Invalid value .{1,80} for configuration|is not a valid (?:value|port|URL|url|integer|number|boolean|choice)|could not parse (?:config|URL|url|port)|unsupported (?:scheme|protocol) [\"']?\w+|invalid URI|MalformedURLException|URISyntaxException|ERR_INVALID_URL|Invalid DSN|invalid dsn|missing protocol scheme|invalid port number in|invalid connection string|Error parsing (?:command line|config|reading)|unable to parse config)
    EOT
    where   = "not (line.message matches '(?i)PHP (Parse|Fatal)|SyntaxError|AH00126|Invalid URI in request|No resolvable bootstrap') && not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "${line.found}"
}
