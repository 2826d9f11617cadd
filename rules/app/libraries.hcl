rule "shared-library-missing" {
  cause      = "app.library-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      error while loading shared libraries: (?:[^\s:]+)|(?:[\w.+-]+\.so[\w.]*): cannot open shared object file|Error loading shared library (?:[\w.+-]+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches '(?i)libcuda[.]so|libnvidia|Authentication plugin')"
  }
  message = "${line.found}"
}

rule "libc-version-missing" {
  cause      = "app.library-missing"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      version .(?:(?:GLIBC|GLIBCXX|CXXABI)_[\d.]+)' not found|Error relocating \S+: (?:\w+)|ld-linux.{0,40}(?:[Nn]o such file|not found)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "python-native-library" {
  cause      = "app.library-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      cannot load library '(?:[^']+)'|no pq wrapper available|(?:[Uu]nable|[Ff]ailed) to find (?:the )?(?:\w+) (?:shared )?library|failed to find (?:lib\w+)\.|libpq library not found|Could not find (?:the )?(?:lib\w+) library|no library called "
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "jvm-dotnet-native" {
  cause      = "app.library-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      java\.lang\.UnsatisfiedLinkError|DllNotFoundException|Unable to load shared library '(?:[^']+)'|Couldn't find a valid ICU package
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "build-tool-missing" {
  cause      = "app.library-missing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      pg_config executable not found|mysql_config(?:: | )?not found|command '[\w+-]*(?:gcc|g\+\+|cc)' failed: No such file|error: Microsoft Visual C\+\+|fatal error: \S+\.h: No such file|You need to install postgresql-server-dev|gyp ERR! (?:find Python|stack Error: (?:Can't find Python|not found: make))|mkmf\.rb can't find header files|can't find the '?lib\w+
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "browser-library-missing" {
  cause      = "app.library-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Host system is missing dependencies to run browsers|no Qt platform plugin could be initialized|Could not load the Qt platform plugin
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "tool-not-installed" {
  cause      = "container.command-not-found"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:[\w-]+) is not installed or it's not in your PATH|FileNotFoundError: \[Errno 2\] No such file or directory: '(?:[a-z][\w+-]*)'|'(?:[\w-]+)' executable needs to be in PATH|spawn (?:[\w./-]+) ENOENT|exec: "(?:[^"]+)": executable file not found|IOException: Cannot run program "(?:[^"]+)"|Executable doesn't exist at (?:\S+)|Could not find (?:Chrome|Chromium|Firefox) \(ver
    EOT
    where   = "not (line.message matches '(?i)install root certificate|docker-credential') && not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "geo-library-missing" {
  cause      = "app.library-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not find the (?:GDAL|GEOS|PROJ) library
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
