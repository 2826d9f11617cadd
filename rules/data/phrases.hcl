# What any program says when it fails for this cause, in words that no one program owns.

rule "data-of-newer-program" {
  cause      = "data.version-mismatch"
  confidence = 0.7
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)downgrad(?:e|es|ing)[^\n]{0,30}(?:not supported|unsupported|not possible|not allowed|is impossible)|cannot (?:be )?downgraded?\b|(?:data|database|schema|storage|index|dump|state)(?: \w+)?(?: is| was| has)[^\n]{0,50}(?:newer|higher|later|more recent) (?:than|version)|(?:data|database|schema|storage|migration) version[^\n]{0,60}(?:newer|higher|too new|too old|unsupported|unknown)|(?:created|written|saved|initiali[sz]ed) (?:by|with|in) an? (?:newer|later|more recent|older|incompatible) version|(?:upgrad|updat)(?:e|ing)[^\n]{0,40}(?:multiple major versions|more than one major|skip\w* (?:major )?versions)|(?:upgrade|update) from is too old|(?:must|need to|have to|please|required to) (?:first )?(?:upgrade|update) to (?:the )?(?:latest )?(?:version )?v?\d[\w.]*(?: version)?(?: first| before)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "The data belong to another version of the program: ${line.found}"
}

rule "held-by-another-program" {
  cause      = "data.locked"
  confidence = 0.7
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:is |already |been )(?:locked|in use|held|opened) by (?:an)?other (?:process|instance|program|server)|another (?:instance|process|copy)[^\n]{0,30} (?:is (?:already )?(?:running|using)|holds|has locked)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message matches '(?i)address|port|bind|listen')"
  }
  message = "Another process holds the data: ${line.found}"
}

rule "version-of-data-other" {
  cause      = "data.version-mismatch"
  confidence = 0.7
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:database|schema|data|storage|repository|index) (?:has |is (?:at |of )?)?versions?[^\n]{0,40}(?:do(?:es)? not match|but (?:the )?(?:largest|highest|maximum|latest|oldest|minimum|supported|expected|required))|(?:database|schema|data) versions? do(?:es)? not match|(?:storage|database|schema|data|index|format|snapshot) version mismatch
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "The data belong to another version of the program: ${line.found}"
}
