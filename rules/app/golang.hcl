rule "go-panic" {
  cause      = "app.exception"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^panic: .+|\bpanic: runtime error.*|nil pointer dereference
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "go-fatal-error" {
  cause      = "app.exception"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      fatal error: (?:all goroutines are asleep|concurrent map|stack overflow|checkptr|unexpected signal|sync: )|goroutine \d+ \[running\]
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "go-module-missing" {
  cause      = "app.module-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      no required module provides package (?:\S+?)[;:]|cannot find module providing package (?:\S+)|missing go\.sum entry for|cannot find package "(?:[^"]+)" in
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "go-version" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      go\.mod requires go >= \S+|note: module requires Go \S+|invalid go version '|package \S+ is not in (?:GOROOT|std)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "fatal-record" {
  cause      = "app.exception"
  confidence = 0.4
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?s).+
    EOT
    where   = "line.level == 'fatal' && (line.text contains 'level=fatal' || line.text contains '\"fatal\"' || line.text contains '\"panic\"' || line.text contains '\"critical\"' || line.text contains '\"FATAL\"')"
  }
  message = "${first_line(line.message)}"
}
