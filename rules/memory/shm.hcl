rule "shared-memory-full" {
  cause      = "memory.shm-too-small"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)could not resize shared memory segment|insufficient shared memory|is killed by signal: Bus error|Python error: Bus error|Bus error +\(core dumped\)|/dev/shm\S*.{0,80}No space left|No space left.{0,80}/dev/shm|Error while creating shared memory segment|unable to (?:write to file|open shared memory|mmap \d+ bytes) .?</?torch_|ORA-00845|creating shared memory in /dev/shm while access denied
    EOT
  }
  message = "${line.found}"
}
