# Servers that run applications in worker processes.

rule "gunicorn-worker-timeout" {
  cause      = "worker.time-limit"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      WORKER TIMEOUT \(pid:\s?\d+\)|Terminating timed out worker
    EOT
  }
  message = "${line.found}"
}

rule "uwsgi-harakiri" {
  cause      = "worker.time-limit"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      HARAKIRI|harakiri on worker
    EOT
    where   = "not (line.message matches '(?i)harakiri (set|disabled|mode)')"
  }
  message = "${line.found}"
}

rule "php-time-limit" {
  cause      = "worker.time-limit"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Maximum execution time of \d+ seconds exceeded|execution timed out \([\d.]+ sec\), terminating
    EOT
  }
  message = "${line.found}"
}

rule "server-child-killed" {
  cause      = "worker.child-killed"
  confidence = 0.91

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      was sent SIGKILL! Perhaps out of memory\?|Worker \(pid:\s?\d+\) was sent SIG(?:KILL|SEGV|ABRT|BUS)|Worker with pid \d+ was terminated due to signal (?:6|7|9|11)\b|DAMN ! worker \d+ .{0,40}died, killed by signal|Child process \[\d+\] died|child \d+ exited on signal (?:9|6|7)\b
    EOT
  }
  message = "${line.found}"
}

rule "pool-child-killed" {
  cause      = "worker.child-killed"
  confidence = 0.91

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      A child process terminated abruptly|the daemon has disappeared|build daemon disappeared unexpectedly|BrokenProcessPool|TerminatedWorkerError|server process \(PID \d+\) was terminated by signal (?:9|6|7)|DataLoader worker \(pid[^)]*\) (?:is killed by signal: Killed|exited unexpectedly)|Signal 9 \(SIGKILL\) received by PID|return code (?:Negsignal\.SIGKILL|-9\b)|was killed before it finished
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
      Worker failed to boot|HaltServer|gunicorn\.errors\.AppImportError|Worker \(pid:\s?\d+\) exited with code 3|Failed to find attribute '(?:\w+)' in '(?:[^']+)'|App failed to load
    EOT
  }
  message = "${line.found}"
}

rule "asgi-app-missing" {
  cause      = "worker.boot-failed"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error loading ASGI app\. .*|Cannot load application from '(?:[^']+)'|ASGI app .{0,40}not found|Could not import module "(?:[^"]+)"|Error: Could not (?:import|locate a Flask)
    EOT
  }
  message = "${line.found}"
}

rule "wsgi-app-missing" {
  cause      = "worker.boot-failed"
  confidence = 0.86

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      no python application found, check your startup logs|unable to load app \d|\*\*\* no app loaded\.|uWSGI .{0,40}no app loaded
    EOT
  }
  message = "${line.found}"
}

rule "uwsgi-queue-full" {
  cause      = "dependency.overloaded"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      listen queue of socket .{1,60} full !!!|server reached (?:pm\.)?max_children setting \(\d+\)
    EOT
  }
  message = "All workers are busy: ${line.found}"
}

rule "rails-boot-failed" {
  cause      = "worker.boot-failed"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Puma (?:is )?(?:failed|not) (?:to )?(?:boot|start)|! Unable to load application: |There was an exception - |bundler: failed to load command: 
    EOT
  }
  message = "${line.found}"
}

rule "supervised-program-fatal" {
  cause      = "worker.boot-failed"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      gave up: (?P<program>\S+) entered FATAL state
    EOT
  }
  message = "${line.capture.program} did not start; supervisord gave up"
}

rule "supervised-command-missing" {
  cause      = "container.command-not-found"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      can't find command '(?P<command>[^']+)\'
    EOT
  }
  message = "supervisord can't find the command ${line.capture.command}"
}
