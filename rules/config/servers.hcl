# Settings of the servers that run applications.

rule "gunicorn-config" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      is not a valid worker class|class uri '[^']+' invalid or not found|Error: '(?:[^']+)' doesn't exist|Invalid value for (?:\w+): |gunicorn: error: 
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "uwsgi-config" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Listen queue size is greater than the system max net\.core\.somaxconn|unable to load configuration from |uwsgi: (?:unrecognized|invalid) option
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "supervisord-config" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      does not exist in section '(?:[^']+)'|Error: (?:File contains (?:no section headers|parsing errors)|\.ini file does not include supervisord section|Format string '[^']+' for|Invalid user name|could not find config file)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "php-fpm-config" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No pool defined\. at least one pool section|\.conf:\d+\] unknown entry|FPM initialization failed|cannot get (?:uid|gid) for (?:user|group) '(?:[^']+)|failed to post process the configuration|\[pool \w+\] .{1,80}must be
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace']) && not (line.message contains 'already in use')"
  }
  message = "${line.found}"
}
