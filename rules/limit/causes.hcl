cause "limit.open-files" {
  title    = "Too many files are open"
  severity = "error"
  summary  = "The process is at its limit of file descriptors."
  quiet    = "12h"

  changes = [
    "container.state.nofile_limit",
    "host.setting",
  ]

  leads_to {
    causes = [
      "app.exception",
      "worker.boot-failed",
      "worker.child-killed",
      "container.healthcheck-failing",
      "worker.healthcheck-failing",
      "app.segfault",
      "container.runtime-failed",
      "worker.time-limit",
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

  fix "see" {
    title = "See limit and use"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${subject.name}", "sh", "-c", "ulimit -n; ls /proc/1/fd | wc -l"],
    ]
  }

  fix "raise" {
    title = "Raise it: --ulimit nofile=65536:65536"
    stage = "next"
    risk  = "disruptive"
  }

  fix "leak" {
    title = "Restart the process to close what it leaked, then find the leak"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  prevent    = ["Close what is opened."]
  references = ["https://docs.docker.com/engine/containers/resource_constraints/"]
}

cause "limit.processes" {
  title    = "No more processes or threads can be made"
  severity = "error"
  summary  = "The pids limit, or the user's or host's, is reached."
  quiet    = "12h"

  changes = [
    "container.state.pids_limit",
    "host.setting",
  ]

  leads_to {
    causes = [
      "app.exception",
      "worker.boot-failed",
      "worker.child-killed",
      "container.healthcheck-failing",
      "worker.healthcheck-failing",
      "app.segfault",
      "container.runtime-failed",
      "worker.time-limit",
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

  fix "see" {
    title = "See limit and use"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "stats", "--no-stream", "${subject.name}"],
    ]
  }

  fix "raise" {
    title = "Raise it"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "update", "--pids-limit", "4096", "${subject.name}"],
    ]
  }

  fix "restart" {
    title = "Restart the container to end what it left behind"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  prevent    = ["Bound thread pools."]
  references = ["https://docs.docker.com/engine/containers/resource_constraints/"]
}

cause "limit.cpu" {
  title    = "The container is throttled by its CPU limit"
  severity = "warning"
  summary  = "It has used its share of each period and waits for the next."

  changes = [
    "container.state.cpus",
    "host.info.cpus",
  ]

  leads_to {
    causes = [
      "app.exception",
      "worker.boot-failed",
      "worker.child-killed",
      "app.segfault",
      "container.runtime-failed",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "worker.healthcheck-failing",
    ]
  }

  fix "raise" {
    title = "Give it more CPU"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "update", "--cpus", "2", "${subject.name}"],
    ]
  }

  fix "tune" {
    title = "Start fewer threads than cores are allowed (GOMAXPROCS, workers)"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "stats", "--no-stream", "${subject.name}"],
    ]
  }

  fix "none" {
    title = "Remove the quota and use shares instead"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "update", "--cpus", "0", "${subject.name}"],
    ]
  }

  prevent    = ["Watch nr_throttled."]
  references = ["https://docs.docker.com/engine/containers/resource_constraints/"]
}

cause "limit.inotify" {
  title    = "No inotify watches or instances are left"
  severity = "error"
  summary  = "The host's limit per user is reached."

  changes = [
    "host.setting",
  ]

  leads_to {
    causes = [
      "app.exception",
      "worker.boot-failed",
      "worker.child-killed",
      "container.healthcheck-failing",
      "worker.healthcheck-failing",
      "app.segfault",
      "container.runtime-failed",
      "worker.time-limit",
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

  fix "raise" {
    title = "Raise it"
    stage = "now"
    risk  = "safe"
    commands = [
      ["sysctl", "-w", "fs.inotify.max_user_watches=524288"],
      ["sysctl", "-w", "fs.inotify.max_user_instances=512"],
    ]
  }

  fix "fewer" {
    title = "Watch fewer files: exclude node_modules, caches and logs"
    stage = "next"
    risk  = "safe"
  }

  fix "poll" {
    title = "Let the program poll instead of watching; it costs CPU"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Set it in /etc/sysctl.d."]
  references = ["https://man7.org/linux/man-pages/man7/inotify.7.html"]
}

cause "limit.vm-map" {
  title    = "A kernel setting is too low for the program"
  severity = "error"
  summary  = "vm.max_map_count or a similar setting is below what the program checks for."

  changes = [
    "host.setting",
  ]

  leads_to {
    causes = [
      "app.exception",
      "worker.boot-failed",
      "worker.child-killed",
      "container.healthcheck-failing",
      "worker.healthcheck-failing",
      "app.segfault",
      "container.runtime-failed",
      "worker.time-limit",
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

  fix "raise" {
    title = "Raise it on the host"
    stage = "now"
    risk  = "safe"
    commands = [
      ["sysctl", "-w", "vm.max_map_count=262144"],
    ]
  }

  fix "persist" {
    title = "Keep the value over reboots in /etc/sysctl.d"
    stage = "next"
    risk  = "safe"
    commands = [
      ["sysctl", "--system"],
    ]
  }

  fix "without" {
    title = "Let the program do without, where it can: no mmap storage, fewer shards or segments"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Set it in /etc/sysctl.d."]
  references = ["https://www.elastic.co/guide/en/elasticsearch/reference/current/vm-max-map-count.html"]
}
