cause "data.corrupt" {
  title    = "Data is damaged"
  severity = "critical"
  summary  = "A database or file fails its own checks."

  # a server that finds its data damaged stops itself
  leads_to {
    causes = ["app.segfault"]
    where  = "same(effect.subject, cause.subject) && all(effect.rules, # == 'mysql-crashed')"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "worker.broker-unreachable",
      "worker.healthcheck-failing",
      "worker.boot-failed",
      "worker.time-limit",
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
    ]
  }

  fix "stop" {
    title = "Stop writing and copy the data as it is"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["docker", "stop", "${subject.name}"],
    ]
  }

  fix "restore" {
    title = "Restore the last backup"
    stage = "next"
    risk  = "disruptive"
  }

  fix "repair" {
    title = "Use the program's repair tool on the copy; what it can't read is lost"
    stage = "last-resort"
    risk  = "destructive"
  }

  prevent    = ["Test restores."]
  references = ["https://www.postgresql.org/docs/current/backup.html"]
}

cause "data.version-mismatch" {
  title    = "The data is of another, incompatible version"
  severity = "error"
  summary  = "The program's version can't read what an older or newer one wrote."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.mounts",
  ]

  # tables of another version are none to it
  leads_to {
    causes = ["data.corrupt"]
    where  = "same(effect.subject, cause.subject) && all(effect.rules, # == 'mysql-system-tables-missing')"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "worker.broker-unreachable",
      "worker.healthcheck-failing",
      "worker.boot-failed",
      "worker.time-limit",
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
    ]
  }

  fix "back" {
    title = "Go back to the version that wrote it"
    stage = "now"
    risk  = "disruptive"
  }

  fix "upgrade" {
    title = "Upgrade by dump and restore, or the program's upgrade tool"
    stage = "next"
    risk  = "disruptive"
  }

  fix "anew" {
    title = "Start with an empty data directory and load a dump; what is not in the dump is lost"
    stage = "last-resort"
    risk  = "destructive"
  }

  prevent    = ["Pin major versions of databases."]
  references = ["https://www.postgresql.org/docs/current/upgrading.html"]
}

cause "data.locked" {
  title    = "Another process holds the data, or left its lock"
  severity = "error"
  summary  = "A lock or pid file is there: of a running process, or of one that crashed."

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "worker.broker-unreachable",
      "worker.healthcheck-failing",
      "worker.boot-failed",
      "worker.time-limit",
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
    ]
  }

  fix "see" {
    title = "See whether another container uses the volume"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "ps", "-a", "--filter", "volume=${subject.name}"],
    ]
  }

  fix "remove" {
    title = "Remove the stale lock once nothing uses the data"
    stage = "next"
    risk  = "disruptive"
  }

  fix "copy" {
    title = "Restore the data into a new volume; what came after the backup is lost"
    stage = "last-resort"
    risk  = "destructive"
  }

  prevent    = ["One writer a volume."]
  references = ["https://www.postgresql.org/docs/current/server-start.html"]
}

cause "data.lock-contention" {
  title    = "Locks inside the database make others wait"
  severity = "warning"
  summary  = "One transaction holds what others need; they wait, deadlock or time out."
  quiet    = "10m"

  # who waits for a lock keeps its connection
  leads_to {
    causes = ["dependency.overloaded"]
    where  = "effect.peer.name == '' && all(effect.rules, # in ['pool-exhausted', 'java-pool-exhausted', 'pool-or-queue-full'])"
  }

  leads_to {
    causes = [
      "worker.broker-unreachable",
      "worker.healthcheck-failing",
      "worker.boot-failed",
      "worker.time-limit",
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
    ]
  }

  fix "see" {
    title = "See who blocks whom (pg_stat_activity, SHOW ENGINE INNODB STATUS)"
    stage = "now"
    risk  = "safe"
  }

  fix "end" {
    title = "End the blocking transaction"
    stage = "next"
    risk  = "disruptive"
  }

  fix "restart" {
    title = "Restart the database; open transactions roll back"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  prevent    = ["Short transactions, one lock order."]
  references = ["https://www.postgresql.org/docs/current/explicit-locking.html"]
}
