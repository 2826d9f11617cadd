rule "unit-oom-kill-logged" {
  title      = "A process of the unit was killed for lack of memory: of the unit, when MemoryMax is set, else of the host"
  cause      = "memory.container-limit"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed with result 'oom-kill'|has been killed by the OOM killer
    EOT
  }

  absent "kill" {
    fact  = "kernel.oom_kill"
    where = "kill.constraint == 'none'"
  }
  message = "A process of the unit was killed for lack of memory: of the unit, when MemoryMax is set, else of the host"
}
