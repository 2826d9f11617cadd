rule "postgres-semaphores" {
  cause      = "limit.vm-map"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not create semaphores: No space left|could not create shared memory segment: (?:No space left|Invalid argument)
    EOT
  }
  message = "A kernel limit of semaphores or shared memory is too low for PostgreSQL: ${line.found}"
}
