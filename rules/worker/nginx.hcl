rule "worker-process-killed" {
  cause      = "worker.child-killed"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      worker process (?:\d+) exited on signal (?:9|7)\b|exit signal (?:Killed|Bus error)|child \d+ exited on signal (?:9|7)\b
    EOT
  }
  message = "${line.found}"
}
