rule "browser-tab-crashed" {
  cause      = "memory.shm-too-small"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      session deleted (?:because of|as the browser has closed).*(?:page crash|tab crashed)?|\btab crashed|DevToolsActivePort file doesn't exist|Target crashed|Page crashed!|Navigation failed because browser has disconnected
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
