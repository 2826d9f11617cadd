# systemd units that were killed for lack of memory.

rule "unit-oom-killed" {
  title      = "systemd saw an out-of-memory kill in a unit"
  cause      = "memory.container-limit"
  confidence = 0.85

  match "unit" {
    fact  = "host.unit"
    where = "unit.result == 'oom-kill' && unit.memory_limit_bytes > 0"
  }
  message = "${unit.unit} was killed at its memory limit of ${bytes(unit.memory_limit_bytes)}"
}

rule "unit-oom-killed-unlimited" {
  title      = "systemd saw an out-of-memory kill in a unit whose limit is not known"
  cause      = "memory.host-exhausted"
  confidence = 0.65

  match "unit" {
    fact  = "host.unit"
    where = "unit.result == 'oom-kill' && unit.memory_limit_bytes <= 0"
  }
  absent "kill" {
    fact  = "kernel.oom_kill"
    where = "kill.constraint == 'memcg'"
  }
  message = "${unit.unit} was killed for lack of memory"
}
