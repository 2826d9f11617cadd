cause "auth.wrong-password" {
  title    = "The credentials were rejected"
  severity = "error"
  summary  = "The peer was reached and does not accept the user name or password it was given."
  quiet    = "12h"

  changes = [
    "container.state.env_names",
    "container.state.env_empty",
    "container.state.env_addresses",
    "container.state.mounts",
    "container.state.command",
    "compose.service.secrets",
  ]

  # The peer writes the same rejection into its own log.
  leads_to {
    causes = ["auth.wrong-password"]
    where  = "same(effect.subject, cause.peer) || cause.peer.name == '' && effect.peer.name == '' && depends_on(cause.subject, effect.subject)"
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
    # what a server noted of one client says nothing of its others
    where = "same(effect.subject, cause.subject) || cause.peer.name != '' && depends_on(effect.subject, cause.subject)"
  }

  # who can't log in does not come up, and others look for it in vain
  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject)"
  }

  fix "compare" {
    title = "Compare the secret both sides use (not its value in a ticket)"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", "${subject.name}"],
    ]
  }

  fix "set" {
    title = "Give both sides the same secret and recreate the container; a database keeps the password of its first start"
    stage = "next"
    risk  = "disruptive"
  }

  fix "reset" {
    title = "Set a new password in the peer and in all its clients"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Keep a secret in one place that both sides read."]
  references = ["https://docs.docker.com/compose/how-tos/use-secrets/"]
}

cause "auth.missing-password" {
  title    = "The peer wants credentials and got none"
  severity = "error"
  summary  = "The connection carries no user or password, and the peer requires them."

  changes = [
    "container.state.env_names",
    "container.state.env_empty",
    "container.state.env_addresses",
    "container.state.mounts",
    "container.state.command",
    "compose.service.secrets",
  ]

  # The peer writes the same rejection into its own log.
  leads_to {
    causes = ["auth.missing-password"]
    where  = "same(effect.subject, cause.peer) || cause.peer.name == '' && effect.peer.name == '' && depends_on(cause.subject, effect.subject)"
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
    # what a server noted of one client says nothing of its others
    where = "same(effect.subject, cause.subject) || cause.peer.name != '' && depends_on(effect.subject, cause.subject)"
  }

  # who can't log in does not come up, and others look for it in vain
  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject)"
  }

  fix "give" {
    title = "Add the credentials to the connection URL or variable and recreate the container"
    stage = "now"
    risk  = "disruptive"
  }

  fix "check" {
    title = "See whether the secret reaches the container"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${subject.name}", "ls", "-la", "/run/secrets"],
    ]
  }

  fix "open" {
    title = "Allow the peer to be used without a password, only on a network that nobody else reaches"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Fail at start-up when a required secret is empty."]
  references = ["https://redis.io/docs/latest/operate/oss_and_stack/management/security/"]
}

cause "auth.role-missing" {
  title    = "The user, database or virtual host does not exist"
  severity = "error"
  summary  = "The server was reached, but what the client asks for was never created there."
  quiet    = "12h"

  changes = [
    "container.state.env_names",
    "container.state.env_empty",
    "container.state.env_addresses",
    "container.state.mounts",
    "container.state.command",
    "compose.service.secrets",
  ]

  # The peer writes the same rejection into its own log.
  leads_to {
    causes = ["auth.role-missing"]
    where  = "same(effect.subject, cause.peer) || cause.peer.name == '' && effect.peer.name == '' && depends_on(cause.subject, effect.subject)"
  }

  # Servers do not tell a client which of the two it was: it reads that its
  # password is wrong. A client that does not name its peer may be one of a
  # server that wrote it into its own log.
  leads_to {
    causes = ["auth.wrong-password"]
    where  = "same(effect.subject, cause.subject) || same(effect.peer, cause.subject) || effect.peer.name == '' && cause.peer.name == ''"
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
    # what a server noted of one client says nothing of its others
    where = "same(effect.subject, cause.subject) || cause.peer.name != '' && depends_on(effect.subject, cause.subject)"
  }

  # who can't log in does not come up, and others look for it in vain
  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject)"
  }

  fix "create" {
    title = "Create it, or correct its name in the settings"
    stage = "now"
    risk  = "disruptive"
  }

  fix "init" {
    title = "Initialise the database anew; everything in its volume is lost"
    stage = "last-resort"
    risk  = "destructive"
  }

  fix "why" {
    title = "Find why it was not made: an init script runs only on an empty volume"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "logs", "${host_of(peer.name)}"],
    ]
  }

  prevent    = ["Create roles and databases by migration, not by hand."]
  references = ["https://www.postgresql.org/docs/current/sql-createrole.html"]
}
