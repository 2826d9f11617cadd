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

rule "thin-pool-full" {
  title      = "The thin pool below the file systems has no space left"
  cause      = "disk.full"
  confidence = 0.96

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      device-mapper: thin: (?P<device>\S+): (?:switching pool to out-of-data-space|no free (?:data|metadata) space available|.{0,40}switching pool to read-only mode)
    EOT
  }
  message = "the thin pool ${line.capture.device} is full, whatever df shows of the file systems on it"
}
