# What any program says when it fails for this cause, in words that no one program owns.

rule "part-of-unsupported-version" {
  cause      = "app.dependency-incompatible"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)version (?:is )?v?\d[\w.-]*,? but [^\n]{1,60}(?:supports|requires|needs|expects)|(?:requires|needs|expects) (?:at least )?(?:the )?[\w./-]{2,30} (?:version )?(?:>=?|\^|~|at least )\s?v?\d|(?:extension|plugin|module|add-?on|library|runtime|server|client|database)[^\n]{0,40} version[^\n]{0,30}(?:is too old|is too new|is not supported|unsupported|is incompatible)|unsupported (?:version of|\w+ version)|minimum (?:required|supported) (?:\w+ )?version|(?:extension|plugin|module) is not available in
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "${line.found}"
}

rule "tests-failed" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ={3,} [\w ,]{0,40}\d+ failed\b|FAILED \((?:failures|errors)=\d+|^--- FAIL: |test result: FAILED|Tests run: \d+, Failures: [1-9]|^Tests: +[1-9]\d* failed|^\s+[1-9]\d* failing$
    EOT
  }
  message = "Tests of the program fail: ${line.found}"
}

rule "part-needs-update" {
  cause      = "app.dependency-incompatible"
  confidence = 0.62
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:needs?|has|have|required) to be (?:updated|upgraded) (?:to|before|first)|\bto be (?:updated|upgraded) to v?\d|(?:update|upgrade) required:
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "${line.found}"
}

rule "signal-caught" {
  cause      = "app.segfault"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)\bsignal (?:11|6|4|7)\b(?: \(?\w+\)?)? (?:caught|received)|(?:caught|received|fatal|got|by) signal:? \(?(?:11|SIGSEGV|SIGABRT|SIGILL|SIGBUS)\b|\bSignal=(?:11|6|4)\b
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "The process crashed: ${line.found}"
}

rule "system-library-needed" {
  cause      = "app.library-missing"
  confidence = 0.7
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:cannot|could not|can't|unable to|failed to) (?:find|load|locate|open) (?:the )?(?:required |needed |native |shared |system )*(?:[`'\"]?lib[a-z][\w.+-]*[`'\"]?|(?:shared|native|system) librar(?:y|ies))|[`'\"]?\blib[a-z][\w+-]*(?:\.so[\w.]*)?[`'\"]? (?:is |was )?(?:not found|missing|not installed)\b
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message matches '(?i)permission denied|npm|pip |node_modules|nvidia|cuda|NCCL INFO|optional')"
  }
  message = "A system library is missing: ${line.found}"
}

rule "needs-newer-version" {
  title      = "A program asks for a newer version of what it runs on or talks to"
  cause      = "app.dependency-incompatible"
  confidence = 0.7
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:requires?|needs|supports only|only supports|minimum (?:required |supported )?version (?:is|of))(?: at least| minimum)? (?:redis|valkey|postgres(?:ql)?|mysql|mariadb|mongodb|elasticsearch|opensearch|rabbitmq|node(?:\.js)?|python|php|ruby|java|jdk|docker|openssl|kubernetes|kernel)(?: server)?(?: version)? ?(?:>=? ?)?v?\d[\d.]*\b
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message matches '(?i)deprecat|recommend|will require|in the future|EBADENGINE')"
  }
  message = "${line.found}"
}
