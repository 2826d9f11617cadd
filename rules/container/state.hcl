# What docker inspect, docker ps and docker events tell without any log.

rule "stop-timeout-events" {
  title      = "SIGTERM, then SIGKILL, then exit code 137"
  cause      = "container.stop-timeout"
  confidence = 0.95
  ordered    = true
  within     = "5m"

  match "term" {
    fact  = "container.event"
    where = "term.action == 'kill' && term.signal != 9 && term.signal != 0"
  }
  match "kill" {
    fact  = "container.event"
    where = "same(kill, term) && kill.action == 'kill' && kill.signal == 9"
  }
  match "die" {
    fact  = "container.event"
    where = "same(die, kill) && die.action == 'die' && die.exit_code == 137"
  }
  absent "oom" {
    fact  = "container.event"
    where = "same(oom, term) && oom.action == 'oom'"
  }
  message = "${term.subject} did not end after ${signal_name(term.signal)} and was killed: exit code 137 without lack of memory"
}

rule "killed-by-signal" {
  title      = "SIGKILL without a SIGTERM before it"
  cause      = "container.killed"
  confidence = 0.9
  ordered    = true
  within     = "1m"

  match "kill" {
    fact  = "container.event"
    where = "kill.action == 'kill' && kill.signal == 9"
  }
  match "die" {
    fact  = "container.event"
    where = "same(die, kill) && die.action == 'die' && die.exit_code == 137"
  }
  absent "term" {
    fact   = "container.event"
    where  = "same(term, kill) && term.action == 'kill' && term.signal != 9 && term.signal != 0"
    before = "5m"
  }
  absent "oom" {
    fact  = "container.event"
    where = "same(oom, kill) && oom.action == 'oom'"
  }
  absent "gone" {
    fact  = "container.event"
    where = "same(gone, kill) && gone.action == 'destroy'"
  }
  until "start" {
    fact  = "container.event"
    where = "same(start, kill) && start.action == 'start'"
  }
  message = "${kill.subject} was killed with SIGKILL by someone: exit code 137 without lack of memory, and nobody asked it to stop"
}

rule "killed-without-oom" {
  title      = "Exit code 137 and no sign of lack of memory"
  cause      = "container.stop-timeout"
  confidence = 0.5

  match "box" {
    fact  = "container.state"
    where = "box.exit_code == 137 && not box.oom_killed && not box.running && box.status != 'restarting'"
  }
  absent "oom" {
    fact  = "container.event"
    where = "same(oom, box) && oom.action == 'oom'"
  }
  absent "kill" {
    fact  = "kernel.oom_kill"
    where = "same(kill, box) || kill.constraint == 'none'"
  }
  absent "signal" {
    fact  = "finding"
    where = "signal.rule == 'killed-by-signal' && same(signal, box)"
  }
  message = "${box.subject} was killed (exit code 137), and not for lack of memory"
}

rule "exits-normally-loop" {
  title      = "Ends with exit code 0 and is started again"
  cause      = "container.exits-normally"
  confidence = 0.85

  match "box" {
    fact  = "container.state"
    where = "box.exit_code == 0 && box.restart_count >= 3 && (box.restarting || not box.running) && box.error == '' && not box.oom_killed && box.restart_policy in ['always', 'unless-stopped']"
  }
  message = "${box.subject} ended with exit code 0 and was started again ${box.restart_count} times"
}

rule "exits-normally-listed" {
  title      = "A list shows a container that ended with exit code 0 and is started again"
  cause      = "container.exits-normally"
  confidence = 0.7

  match "row" {
    fact  = "container.summary"
    where = "row.state == 'restarting' && row.status startsWith 'Restarting (0)'"
  }
  absent "box" {
    fact  = "container.state"
    where = "same(box, row)"
  }
  message = "${row.subject} ends with exit code 0 and is started again: ${row.status}"
}

rule "exits-normally-events" {
  title      = "Ends with exit code 0 again and again"
  cause      = "container.exits-normally"
  confidence = 0.8
  within     = "10m"

  match "die" {
    fact  = "container.event"
    where = "die.action == 'die' && die.exit_code == 0"
    count = 3
  }
  absent "stop" {
    fact  = "container.event"
    where = "same(stop, die) && stop.action in ['kill', 'stop', 'destroy']"
  }
  message = "${die.subject} ends by itself with exit code 0 and is started again"
}

rule "exit-127" {
  title      = "Exit code 127: command not found"
  cause      = "container.command-not-found"
  confidence = 0.75

  match "box" {
    fact  = "container.state"
    where = "box.exit_code == 127"
  }
  message = "${box.subject} could not find the command to run (exit code 127)"
}

rule "exit-126" {
  title      = "Exit code 126: command can't be executed"
  cause      = "container.not-executable"
  confidence = 0.75

  match "box" {
    fact  = "container.state"
    where = "box.exit_code == 126"
  }
  message = "${box.subject} could not execute its command (exit code 126)"
}

rule "exit-by-crash" {
  title      = "Exit code of a crash"
  cause      = "app.segfault"
  confidence = 0.6

  match "box" {
    fact  = "container.state"
    where = "box.exit_code in [132, 134, 135, 136, 139]"
  }
  message = "${box.subject} crashed with ${signal_name(box.exit_code - 128)} (exit code ${box.exit_code})"
}

rule "exit-127-listed" {
  title      = "Exit code 127 in docker ps"
  cause      = "container.command-not-found"
  confidence = 0.7

  match "row" {
    fact  = "container.summary"
    where = "row.exit_code == 127 && row.state != 'running'"
  }
  message = "${row.subject} could not find the command to run (exit code 127)"
}

rule "exit-126-listed" {
  title      = "Exit code 126 in docker ps"
  cause      = "container.not-executable"
  confidence = 0.7

  match "row" {
    fact  = "container.summary"
    where = "row.exit_code == 126 && row.state != 'running'"
  }
  message = "${row.subject} could not execute its command (exit code 126)"
}

rule "exit-by-crash-listed" {
  title      = "Exit code of a crash in docker ps"
  cause      = "app.segfault"
  confidence = 0.55

  match "row" {
    fact  = "container.summary"
    where = "row.exit_code in [132, 134, 135, 136, 139] && row.state != 'running'"
  }
  message = "${row.subject} crashed with ${signal_name(row.exit_code - 128)} (exit code ${row.exit_code})"
}

rule "worker-unhealthy" {
  title      = "The worker's health check fails"
  cause      = "worker.healthcheck-failing"
  confidence = 0.8

  match "box" {
    fact  = "container.state"
    where = "box.health == 'unhealthy' && box.running && (box.health_test matches '(?i)celery|rq |sidekiq|inspect ping' || any(box.command, # contains 'celery') || any(box.entrypoint, # contains 'celery'))"
  }
  message = "The health check of the worker ${box.subject} fails: ${last_line(box.health_output)}"
}

rule "container-unhealthy" {
  title      = "The container's health check fails"
  cause      = "container.healthcheck-failing"
  confidence = 0.8

  match "box" {
    fact  = "container.state"
    where = "box.health == 'unhealthy' && (box.running || box.image == '') && not (box.health_test matches '(?i)celery|rq |sidekiq|inspect ping') && not any(box.command, # contains 'celery') && not any(box.entrypoint, # contains 'celery')"
  }
  message = "The health check of ${box.subject} fails: ${last_line(box.health_output)}"
}

rule "container-unhealthy-listed" {
  title      = "docker ps shows an unhealthy container"
  cause      = "container.healthcheck-failing"
  confidence = 0.6

  match "row" {
    fact  = "container.summary"
    where = "row.health == 'unhealthy'"
  }
  absent "box" {
    fact  = "container.state"
    where = "same(box, row)"
  }
  message = "The health check of ${row.subject} fails"
}

rule "crash-loop" {
  title      = "The container ends with an error again and again; its own log says why"
  cause      = "app.exception"
  confidence = 0.3
  fallback   = true

  match "box" {
    fact  = "container.state"
    where = "box.restarting && box.restart_count >= 3 && box.exit_code > 0 && box.exit_code < 125 && box.error == '' && not box.oom_killed"
  }
  message = "${box.subject} ended with exit code ${box.exit_code} and was started again ${box.restart_count} times; its own log says why"
}
