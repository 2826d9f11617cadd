cause "worker.broker-unreachable" {
  title    = "The worker can't reach its broker"
  severity = "error"
  summary  = "Without its broker a worker gets no tasks; it retries and may give up."
  lies_in  = "peer"
  quiet    = "10m"

  changes = [
    "container.state.env_addresses",
    "container.state.networks",
    "container.state.network_mode",
    "container.state.extra_hosts",
    "docker.object",
    "host.firewall",
  ]

  leads_to {
    causes = [
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
      "worker.healthcheck-failing",
      "worker.boot-failed",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  fix "broker" {
    title = "See whether the broker runs and the URL is right"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "ps", "-a"],
      ["docker", "logs", "--tail", "100", "${subject.name}"],
    ]
  }

  fix "restart" {
    title = "Restart the worker once the broker answers: old versions hang after a lost connection"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  fix "recreate" {
    title = "Recreate worker and broker together"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "compose", "up", "-d", "--force-recreate", "${subject.service}"],
    ]
  }

  prevent    = ["broker_connection_retry_on_startup = True.", "Alert on queue length."]
  references = ["https://docs.celeryq.dev/en/stable/userguide/configuration.html"]
}

cause "worker.healthcheck-failing" {
  title    = "The worker runs but its health check does not pass"
  severity = "error"
  summary  = "The process is up and does not answer the check in time."

  leads_to {
    causes = [
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  fix "run" {
    title = "Run the check by hand"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${subject.name}", "sh", "-c", "celery inspect ping"],
    ]
  }

  fix "restart" {
    title = "Restart the worker"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  fix "relax" {
    title = "Give the check more time (start_period, timeout) and recreate the worker"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Give the check a longer time-out than the worker needs under load."]
  references = ["https://docs.celeryq.dev/en/stable/userguide/monitoring.html"]
}

cause "worker.child-killed" {
  title    = "A worker process was killed"
  severity = "error"
  summary  = "A child of the pool died by a signal; its task is lost or repeated."
  quiet    = "12h"

  changes = [
    "container.state.memory_limit_bytes",
    "container.state.command",
  ]

  leads_to {
    causes = [
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
      "worker.healthcheck-failing",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  fix "why" {
    title = "Look for memory kills at that time"
    stage = "now"
    risk  = "safe"
    commands = [
      ["dmesg", "-T"],
    ]
  }

  fix "smaller" {
    title = "Fewer children, max_memory_per_child, smaller tasks"
    stage = "next"
    risk  = "disruptive"
  }

  fix "pool" {
    title = "Use another pool (threads, solo) while you look for what kills the children"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Set worker_max_memory_per_child."]
  references = ["https://docs.celeryq.dev/en/stable/userguide/workers.html"]
}

cause "worker.time-limit" {
  title    = "A task ran into its time limit"
  severity = "error"
  summary  = "The worker killed a task that took too long."
  quiet    = "12h"

  leads_to {
    causes = [
      "worker.child-killed",
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
      "worker.healthcheck-failing",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  fix "why" {
    title = "See what the task waited for"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "logs", "--tail", "100", "${subject.name}"],
    ]
  }

  fix "limit" {
    title = "Raise the limit or split the task"
    stage = "next"
    risk  = "disruptive"
  }

  fix "outside" {
    title = "Run the long task outside of the worker"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Use soft limits and clean up."]
  references = ["https://docs.celeryq.dev/en/stable/userguide/workers.html"]
}

cause "worker.task-unregistered" {
  title    = "The worker does not know the task"
  severity = "error"
  summary  = "A message names a task that this worker has not imported."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.command",
  ]

  leads_to {
    causes = [
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
      "worker.healthcheck-failing",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  fix "include" {
    title = "Add the module to imports/include, use the same task name on both sides, deploy both"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["docker", "exec", "${subject.name}", "celery", "inspect", "registered"],
    ]
  }

  fix "versions" {
    title = "See which tasks the worker knows"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${subject.name}", "celery", "inspect", "registered"],
    ]
  }

  fix "purge" {
    title = "Empty the queue of tasks nobody knows; they are lost"
    stage = "last-resort"
    risk  = "destructive"
  }

  prevent    = ["Name tasks explicitly."]
  references = ["https://docs.celeryq.dev/en/stable/userguide/tasks.html"]
}

cause "worker.boot-failed" {
  title    = "The worker processes fail to boot"
  severity = "error"
  summary  = "The master started, its workers can't load the application."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.command",
    "container.state.mounts",
    "container.state.env_names",
  ]

  leads_to {
    causes = [
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
    ]
  }

  fix "run" {
    title = "Load the application by hand and read the first error"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "logs", "--tail", "100", "${subject.name}"],
    ]
  }

  fix "inside" {
    title = "Start it by hand with more words in its log"
    stage = "next"
    risk  = "safe"
  }

  fix "back" {
    title = "Go back to the last image that started"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Start the image in CI once."]
  references = ["https://docs.gunicorn.org/en/stable/settings.html"]
}
