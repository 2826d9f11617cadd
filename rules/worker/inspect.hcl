# What celery inspect and celery status answer.

rule "celery-silent" {
  title      = "No Celery worker answers"
  cause      = "worker.healthcheck-failing"
  confidence = 0.65

  match "p" {
    fact  = "probe.result"
    where = "p.tool == 'celery' && p.outcome == 'timeout'"
  }
  message = "no worker answered: ${p.message}"

  until "back" {
    fact  = "celery.worker"
    where = "back.ok && back.node != '' && p.tool == 'celery'"
  }
}

rule "celery-task-not-registered" {
  title      = "A worker was sent a task that celery inspect does not list"
  cause      = "worker.task-unregistered"
  confidence = 0.97

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Received unregistered task of type '(?P<task>[\w.]+)'
    EOT
  }
  match "worker" {
    fact  = "celery.worker"
    where = "len(worker.tasks) > 0 && not (line.capture.task in worker.tasks)"
  }
  subject = "line"
  message = "${worker.node} does not know ${line.capture.task}; it knows ${len(worker.tasks)} other tasks"
}
