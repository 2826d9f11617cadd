# A container that someone stopped is no failure by itself; it is one when
# another container still asks for it.

rule "stopped-peer" {
  title      = "A container was stopped while others need it"
  cause      = "dependency.stopped"
  confidence = 0.9

  match "stop" {
    fact  = "container.event"
    where = "stop.action == 'stop' || stop.action == 'destroy'"
  }
  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:could not translate host name "|server at "|connecting to |lookup |ENOTFOUND |EAI_AGAIN |UnknownHostException: |host='|resolve host:? |@)(?P<host>[A-Za-z0-9][\w.-]*)
    EOT
    where   = "not same(line, stop) && same(endpoint(line.capture.host, 0), stop) && line.time > stop.time && line.message matches '(?i)refused|not known|resolution|no such host|translate host|not found|unknown|timed out|unreachable'"
  }
  absent "start" {
    fact  = "container.event"
    where = "same(start, stop) && start.action == 'start' && start.time > stop.time"
  }
  subject = "stop"
  message = "${stop.subject} was stopped, and ${line.subject} still needs it"
}

rule "stopped-peer-listed" {
  title      = "A container that others need is not running"
  cause      = "dependency.stopped"
  confidence = 0.75

  match "box" {
    fact  = "container.state"
    where = "(box.status == 'exited' && box.exit_code in [0, 143] || box.status == 'created' && box.error == '') && not (box.restart_policy in ['always', 'unless-stopped'] && box.exit_code == 0 && box.restart_count > 2)"
  }
  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:could not translate host name "|server at "|connecting to |lookup |ENOTFOUND |EAI_AGAIN |UnknownHostException: |host='|resolve host:? |@)(?P<host>[A-Za-z0-9][\w.-]*)
    EOT
    where   = "not same(line, box) && same(endpoint(line.capture.host, 0), box) && line.message matches '(?i)refused|not known|resolution|no such host|translate host|not found|unknown|timed out|unreachable'"
  }
  absent "stop" {
    fact  = "container.event"
    where = "same(stop, box) && stop.action == 'stop'"
  }
  subject = "box"
  message = "${box.subject} is not running, and ${line.subject} needs it"
}
