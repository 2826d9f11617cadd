# What ends a failed connection: the client says that it is connected again.

until "reconnected" {
  causes = [
    "dependency.refused",
    "dependency.dns",
    "dependency.timeout",
    "dependency.overloaded",
    "dependency.starting",
    "dependency.read-only",
    "dependency.memory-full",
    "auth.wrong-password",
    "auth.missing-password",
    "auth.role-missing",
    "worker.broker-unreachable",
  ]
  fact    = "log.line"
  pattern = <<-EOT
    (?i)connected to (?:redis|amqp|postgres|mysql|mongo|broker|database|kafka|rabbit|nats|server)|celery@\S+ ready|connection (?:to [\w./:-]{1,60} )?(?:is )?(?:re-?)?(?:established|restored|recovered)|successfully (?:re)?connected|reconnected|connection to \S+ \d+ port \S+ succeeded|attempt \d+(?:/\d+| of \d+)? (?:ok\b|succeeded)|succeeded (?:after|on) (?:attempt|retry|\d+ (?:attempts|retries))|connection has been established|connected successfully|start completed|restored connection to|\b[\w.-]+:\d{2,5} is (?:now )?(?:up|available|ready|reachable|open|accepting)|connected to (?:tcp|https?|unix)://|Application startup complete|(?:TypeOrm|Mongoose|Sequelize)CoreModule dependencies initialized|Nest application successfully started
  EOT
}

until "peer_up" {
  causes = [
    "dependency.refused",
    "dependency.dns",
    "dependency.timeout",
    "dependency.overloaded",
    "dependency.starting",
    "dependency.read-only",
    "dependency.memory-full",
    "auth.wrong-password",
    "auth.missing-password",
    "auth.role-missing",
    "worker.broker-unreachable",
  ]
  fact    = "log.line"
  pattern = <<-EOT
    (?i)(?:database|redis|broker|postgres|mysql|postgresql|db|dependenc(?:y|ies)|cache|mongo|server) (?:is|are) (?:now )?(?:up|ready|available|reachable)|is ready to accept|(?:postgresql|mysql|redis|database) started\b|(?:mongo(?:db|ose)?|database|db|redis|rabbitmq|kafka|postgres(?:ql)?|mysql|elasticsearch) connected|kibana is now available|discovered group coordinator|successfully joined group
  EOT
}
