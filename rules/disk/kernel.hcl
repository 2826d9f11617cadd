rule "task-blocked" {
  cause      = "disk.io-error"
  confidence = 0.6
  severity   = "warning"

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      task (?P<process>\S+):\d+ blocked for more than \d+ seconds
    EOT
  }
  message = "${line.capture.process} hangs in the kernel, most often on a disk or network file system"
}
