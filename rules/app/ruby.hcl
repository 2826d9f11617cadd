rule "ruby-uncaught" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^\S+\.rb:\d+:in .{1,80}: .+ \((?:\w+(?:::\w+)*)\)|\((?:NoMethod|Name|Argument|Type|Key|Runtime|Standard|ZeroDivision|Frozen|Index|Range|NotImplemented)Error\)$
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "rails-exception" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \w+(?:::\w+)*(?:Error|Exception|NotFound|Invalid) \(.*
    EOT
    where   = "line.level == 'fatal' && not (line.message contains 'RoutingError')"
  }
  message = "${line.found}"
}

rule "ruby-gem-missing" {
  cause      = "app.module-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      cannot load such file -- (?:\S+)|Could not find .{1,400}? in (?:any of the sources|locally installed gems|rubygems|the local ruby gems)|Could not find gem '(?:[^']+)'|Bundler::GemNotFound|bundler: command not found: (?:\S+)|Run `bundle install` to install missing gems
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "ruby-js-runtime" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not find a JavaScript runtime
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "bundler-version" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Your Ruby version is \S+ but your Gemfile specified|Bundler could not find compatible versions for gem|Could not find compatible versions|You have already activated \S+|Your bundle only supports platforms|requires Ruby version \S+|Your lockfile (?:is|was) .{1,60}(?:frozen|incompatible)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "rails-blocked-host" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Blocked hosts?: (?P<host>\S+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "Rails refuses requests for the host ${line.capture.host}: it is not in config.hosts"
}
