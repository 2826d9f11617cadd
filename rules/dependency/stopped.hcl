# A container that someone stopped is no failure by itself; it is one when
# another container still asks for it: when a rule found that it lost it,
# whatever its client library says then.

rule "stopped-peer" {
  title      = "A container was stopped while others need it"
  cause      = "dependency.stopped"
  confidence = 0.9

  match "stop" {
    fact  = "container.event"
    where = "stop.action == 'stop' || stop.action == 'destroy'"
  }
  match "lost" {
    fact  = "finding"
    where = "lost.cause in ['dependency.refused', 'dependency.dns', 'dependency.timeout'] && same(lost.peer, stop) && not same(lost, stop) && lost.until > stop.time"
  }
  absent "start" {
    fact  = "container.event"
    where = "same(start, stop) && start.action == 'start' && start.time > stop.time"
  }
  subject = "stop"
  message = "${stop.subject} was stopped, and ${lost.subject} still needs it"
}

rule "stopped-peer-listed" {
  title      = "A container that others need is not running"
  cause      = "dependency.stopped"
  confidence = 0.75

  match "box" {
    fact  = "container.state"
    where = "(box.status == 'exited' && box.exit_code in [0, 143] || box.status == 'created' && box.error == '') && not (box.restart_policy in ['always', 'unless-stopped'] && box.exit_code == 0 && box.restart_count > 2)"
  }
  match "lost" {
    fact  = "finding"
    where = "lost.cause in ['dependency.refused', 'dependency.dns', 'dependency.timeout'] && same(lost.peer, box) && not same(lost, box)"
  }
  absent "stop" {
    fact  = "container.event"
    where = "same(stop, box) && stop.action == 'stop'"
  }
  subject = "box"
  message = "${box.subject} is not running, and ${lost.subject} needs it"
}

rule "stopped-peer-in-ps" {
  title      = "docker ps lists a container that others need as stopped"
  cause      = "dependency.stopped"
  confidence = 0.7

  match "row" {
    fact  = "container.summary"
    where = "row.state == 'exited' && row.exit_code in [0, 143] || row.state == 'created'"
  }
  match "lost" {
    fact  = "finding"
    where = "lost.cause in ['dependency.refused', 'dependency.dns', 'dependency.timeout'] && same(lost.peer, row) && not same(lost, row)"
  }
  absent "box" {
    fact  = "container.state"
    where = "same(box, row)"
  }
  absent "stop" {
    fact  = "container.event"
    where = "same(stop, row) && stop.action == 'stop'"
  }
  subject = "row"
  message = "${row.subject} is not running, and ${lost.subject} needs it"
}

# The daemon or the host went down under it (docker writes 255 then), and its
# restart policy does not start it again.

rule "peer-not-restarted" {
  title      = "A container that others need was not started again after the host or the engine was"
  cause      = "dependency.stopped"
  confidence = 0.8

  match "box" {
    fact  = "container.state"
    where = "box.status == 'exited' && box.exit_code == 255 && box.error == '' && box.restart_policy in ['', 'no'] && box.restart_count == 0"
  }
  match "lost" {
    fact  = "finding"
    where = "lost.cause in ['dependency.refused', 'dependency.dns', 'dependency.timeout'] && same(lost.peer, box) && not same(lost, box)"
  }
  absent "format" {
    fact  = "finding"
    where = "format.cause == 'container.arch-mismatch' && same(format, box)"
  }
  subject = "box"
  message = "${box.subject} ended with the host or the engine and nothing started it again; ${lost.subject} needs it"
}

rule "peer-not-restarted-in-ps" {
  title      = "docker ps lists a container that others need as ended with the host or the engine"
  cause      = "dependency.stopped"
  confidence = 0.7

  match "row" {
    fact  = "container.summary"
    where = "row.state == 'exited' && row.exit_code == 255"
  }
  match "lost" {
    fact  = "finding"
    where = "lost.cause in ['dependency.refused', 'dependency.dns', 'dependency.timeout'] && same(lost.peer, row) && not same(lost, row)"
  }
  absent "box" {
    fact  = "container.state"
    where = "same(box, row)"
  }
  absent "format" {
    fact  = "finding"
    where = "format.cause == 'container.arch-mismatch' && same(format, row)"
  }
  subject = "row"
  message = "${row.subject} ended with the host or the engine and nothing started it again; ${lost.subject} needs it"
}
