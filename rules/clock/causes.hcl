cause "clock.skew" {
  title    = "The clock is wrong"
  severity = "warning"
  summary  = "Time differs from the peers': signatures, certificates and tokens fail."

  changes = [
    "host.info.clock_synced",
    "host.info.zone",
  ]

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
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "tls.expired",
      "auth.wrong-password",
    ]
  }

  fix "see" {
    title = "See the clock"
    stage = "now"
    risk  = "safe"
    commands = [
      ["timedatectl"],
    ]
  }

  fix "sync" {
    title = "Switch on time synchronisation"
    stage = "next"
    risk  = "safe"
    commands = [
      ["timedatectl", "set-ntp", "true"],
    ]
  }

  fix "restart" {
    title = "Set the clock in one step and restart what holds tokens or leases"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["timedatectl", "set-ntp", "true"],
      ["docker", "restart", "${subject.name}"],
    ]
  }

  prevent    = ["Run NTP on every host."]
  references = ["https://www.freedesktop.org/software/systemd/man/latest/timedatectl.html"]
}
