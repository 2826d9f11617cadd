rule "change-log-locked" {
  cause      = "data.locked"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not acquire change log lock\.\s+Currently locked by \S+|Unable to obtain (?:table )?lock.{0,60}Flyway|(?:mysql|advisory) lock .{0,40}(?:migrat|could not be acquired)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
