rule "gunicorn-worker-timeout" {
  cause      = "worker.time-limit"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      WORKER TIMEOUT \(pid:\s?\d+\)|HARAKIRI|harakiri on worker
    EOT
  }
  message = "${line.found}"
}

rule "worker-boot-failed" {
  cause      = "worker.boot-failed"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Worker failed to boot|HaltServer|gunicorn\.errors\.|no python application found, check your startup logs|unable to load app \d|Error loading ASGI app|Unable to load celery application|Worker \(pid:\s?\d+\) exited with code 3|The module \S+ was not found|Failed to find attribute '\w+' in|App failed to load|Error: Invalid value for '-A' / '--app')
    EOT
  }
  message = "${line.found}"
}
