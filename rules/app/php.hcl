rule "php-fatal" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      PHP Fatal error: .*|Fatal error: Uncaught.*|PHP Parse error: .*|Uncaught (?:\w+\\)*\w*(?:Exception|Error)\b.*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "php-class-missing" {
  cause      = "app.module-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Class|Interface|Trait) ['"]?(?:[\w\\]+)['"]? not found|Call to undefined function (?:\w+)\(\)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "php-autoload-missing" {
  cause      = "app.module-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed opening required '?(?:[^']+)|require(?:_once)?\([^)]*\): [Ff]ailed to open stream
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message contains 'Permission denied')"
  }
  message = "${line.found}"
}

rule "php-extension-missing" {
  cause      = "app.module-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not find driver|Unable to load dynamic library '(?:[^']+)'|requires? (?:the )?PHP extension (?:[\w-]+)|PHP extension (?:[\w-]+) \* but it is missing|the requested PHP extension (?:[\w-]+) is missing
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "composer-platform" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Your requirements could not be resolved to an installable set|your php version \([^)]*\) does not satisfy|Composer dependencies require a PHP version|Composer detected issues in your platform|requires php [^\n]{1,40}(?:but|does not|->)|requires PHP \S+ or (?:higher|newer|later)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "php-script-missing" {
  title      = "The image holds no such script"
  cause      = "app.module-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = "Could not open input file: (?P<path>\\S+)"
  }
  message = "The image holds no ${line.capture.path}"
}
