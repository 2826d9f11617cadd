# What a list of containers alone shows of memory. Exit code 137 is a SIGKILL:
# someone stopped it, or the kernel killed it. Nobody stops a container that the
# restart policy then starts again.

rule "exit-137-restarting-listed" {
  title      = "A list shows a container that is killed and started again"
  cause      = "memory.container-limit"
  confidence = 0.5

  match "row" {
    fact  = "container.summary"
    where = "row.exit_code == 137 && row.state == 'restarting'"
  }
  absent "box" {
    fact  = "container.state"
    where = "same(box, row)"
  }
  absent "kill" {
    fact = "kernel.oom_kill"
  }
  message = "${row.subject} is killed (exit code 137) and started again, mostly for lack of memory"
}

rule "exit-137-listed" {
  title      = "A list shows one container that was killed while the others run"
  cause      = "memory.container-limit"
  confidence = 0.35

  match "row" {
    fact  = "container.summary"
    where = "row.exit_code == 137 && row.state == 'exited' && row.uptime_seconds < 86400"
  }
  match "running" {
    fact  = "container.summary"
    where = "running.state == 'running' && not same(running, row)"
  }
  absent "box" {
    fact  = "container.state"
    where = "same(box, row)"
  }
  absent "event" {
    fact  = "container.event"
    where = "same(event, row)"
  }
  absent "kill" {
    fact = "kernel.oom_kill"
  }
  absent "other" {
    fact  = "container.summary"
    where = "other.exit_code in [137, 143] && not same(other, row)"
  }
  message = "${row.subject} was killed (exit code 137), most likely for lack of memory"
}
