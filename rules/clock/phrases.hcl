# What any program says when it fails for this cause, in words that no one program owns.

rule "clock-drift" {
  cause      = "clock.skew"
  confidence = 0.85
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)clock synchroni[sz]ation error|(?:high|large|excessive|significant|too much) (?:clock|time) (?:drift|difference|offset|skew)|(?:clock|time) (?:drift|offset|difference|deviation)[^\n]{0,40}(?:too (?:high|large|big|great)|exceed|above the)|clocks? (?:are|is) not in sync|timestamp[^\n]{0,30}(?:too far )?in the future|(?:check|fix|synchroni[sz]e) (?:the |your )?(?:system |server |host )?(?:clock|time)s?\b
    EOT
    where   = "not (line.level in ['info', 'debug'])"
  }
  message = "${line.found}"
}
