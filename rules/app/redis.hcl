rule "redis-module-missing" {
  cause      = "app.library-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Module (?:\S+) failed to load|Can't load module from \S+: server aborting
    EOT
  }
  message = "${line.found}"
}

rule "redis-assertion" {
  cause      = "app.segfault"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      === ASSERTION FAILED ===|(?:Redis|Valkey|KeyDB) [\w.]+ crashed by signal
    EOT
  }
  message = "${line.found}"
}
