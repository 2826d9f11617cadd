rule "python-module-missing" {
  cause      = "app.module-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ModuleNotFoundError: |ImportError: )(?:No module named '?|Module )(?P<name>[\w.]+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "The Python module ${line.capture.name} is not installed"
}

rule "python-m-missing" {
  cause      = "app.module-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^\S*python[\d.]*: No module named (?P<name>[\w.]+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "The Python module ${line.capture.name} is not installed"
}

rule "django-not-installed" {
  title      = "Python finds no Django"
  cause      = "app.module-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Couldn't import Django\. Are you sure it's installed
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "Django is not installed in this Python environment"
}

rule "django-driver-missing" {
  cause      = "app.module-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ImproperlyConfigured: (?:Error loading [\w ]+ module|You need to install the \w+ library)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "A driver is not installed: ${line.found}"
}

rule "python-optional-package-missing" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ImportError|RuntimeError|ValueError|OSError): .{0,200}(?:`?pip install\b|is not installed|not installed\. Please install|seems to be not installed|requires? the .{1,60} (?:library|package)|requires Accelerate)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "python-script-missing" {
  cause      = "app.module-missing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^\S*python[\d.]*: can't (?:open file|find '__main__' module in) '?(?P<file>[^'\n]+?)'?(?:: \[Errno 2\]|$)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "Python can't open the script ${line.capture.file}"
}

rule "pip-no-distribution" {
  cause      = "app.module-missing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      No matching distribution found for (?:\S+)|Could not find a version that satisfies the requirement (?:\S+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }

  # Without a name server nothing is found.
  absent "dns" {
    fact    = "log.line"
    pattern = "(?i)temporary failure (?:in name resolution|resolving)|temporary error \\(try again later\\)"
  }
  message = "${line.found}"
}

rule "python-distribution-missing" {
  cause      = "app.module-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:DistributionNotFound: The '?|PackageNotFoundError: No package metadata was found for )(?:[\w.=<>~! -]+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "r-perl-module-missing" {
  cause      = "app.module-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't locate \S+ in @INC|there is no package called .(?:[\w.]+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
