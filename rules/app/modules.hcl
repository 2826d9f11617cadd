rule "python-module-missing" {
  cause      = "app.module-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ModuleNotFoundError: |ImportError: )No module named '?(?P<name>[\w.]+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "The Python module ${line.capture.name} is not installed"
}

rule "node-module-missing" {
  cause      = "app.module-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Cannot find (?:module|package) '(?P<name>[^']+)'|ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "java-class-missing" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ClassNotFoundException: (?P<name>[\w.$]+)|NoClassDefFoundError: (?P<name2>[\w./$]+)|Could not find or load main class|Unable to access jarfile|no main manifest attribute)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "ruby-php-missing" {
  cause      = "app.module-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:cannot load such file -- (?P<name>\S+)|Can.t locate \S+ in @INC|Could not find (?:gem )?\S+ in (?:any of the sources|locally installed gems|rubygems)|(?:Class|Interface|Trait) "?[\w\\]+"? not found|Failed opening required|require\([^)]*\): Failed to open stream|Bundler::GemNotFound|Call to undefined function \w+\(\)|could not find driver)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "dotnet-assembly-missing" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Could not load file or assembly '(?P<name>[^',]+)|You must install or update \.NET to run this application|It was not possible to find any compatible framework|A fatal error (?:was encountered|occurred).{0,60}(?:hostfxr|hostpolicy))
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
