rule "lock-contention" {
  cause      = "data.lock-contention"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)deadlock (?:detected|found)|Lock wait timeout exceeded|database (?:table )?is locked|canceling statement due to (?:lock|statement) timeout|could not obtain lock on|LockTimeout|SQLITE_BUSY|lock request time out|chosen as the deadlock victim|process \d+ still waiting for
    EOT
  }
  message = "${line.found}"
}
