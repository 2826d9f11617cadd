cause "config.env-missing" {
  title    = "A required environment variable is missing"
  severity = "error"
  summary  = "The program needs a setting that is not in its environment, or is empty."

  changes = [
    "container.state.env_names",
    "container.state.env_empty",
    "compose.service.env_names",
    "compose.service.env_empty",
  ]

  leads_to {
    causes = [
      "config.invalid",
      "worker.boot-failed",
      "worker.healthcheck-failing",
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
      "worker.broker-unreachable",
      "container.healthcheck-failing",
      "app.exception",
    ]
  }

  fix "set" {
    title = "Set the variable in the compose file or env_file and recreate the container"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["docker", "inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", "${subject.name}"],
    ]
  }

  fix "compare" {
    title = "Compare the names that are set with those the image asks for"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "inspect", "${subject.name}"],
    ]
  }

  fix "default" {
    title = "Give the program a default for the variable, where one is harmless"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Use $${NAME:?message} in compose files, so that a missing variable fails at once."]
  references = ["https://docs.docker.com/compose/how-tos/environment-variables/"]
}

cause "config.invalid" {
  title    = "A setting is malformed or unknown"
  severity = "error"
  summary  = "The program read its configuration and refuses it."

  changes = [
    "container.state.env_names",
    "container.state.env_empty",
    "container.state.env_addresses",
    "container.state.image",
    "container.state.image_id",
    "container.state.command",
    "container.state.mounts",
  ]

  leads_to {
    causes = [
      "worker.boot-failed",
      "worker.healthcheck-failing",
      "container.exits-normally",
      "daemon.unreachable",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "worker.broker-unreachable",
      "container.healthcheck-failing",
      "app.exception",
    ]
  }

  fix "correct" {
    title = "Correct the setting the message names and restart"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["docker", "logs", "--tail", "100", "${subject.name}"],
    ]
  }

  fix "check" {
    title = "Let the program check its own configuration before the next start (nginx -t, docker compose config, haproxy -c)"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "compose", "config", "--quiet"],
    ]
  }

  fix "back" {
    title = "Go back to the last configuration that worked"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Check configuration in CI (nginx -t, docker compose config)."]
  references = ["https://docs.docker.com/reference/compose-file/"]
}

cause "config.secret-missing" {
  title    = "A secret or configuration file is not there"
  severity = "error"
  summary  = "A file that should be mounted into the container is absent."

  changes = [
    "container.state.mounts",
    "compose.service.secrets",
    "file.entry",
  ]

  leads_to {
    causes = [
      "config.invalid",
      "worker.boot-failed",
      "worker.healthcheck-failing",
      "container.exits-normally",
      "permission.file",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "worker.broker-unreachable",
      "container.healthcheck-failing",
      "app.exception",
    ]
  }

  fix "mount" {
    title = "Add the secret or mount to the service and recreate the container"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["docker", "inspect", "--format", "{{json .Mounts}}", "${subject.name}"],
    ]
  }

  fix "inside" {
    title = "Look from inside what is at the path"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${subject.name}", "ls", "-la", "/run/secrets"],
    ]
  }

  fix "other" {
    title = "Hand the value over another way for now, and change it afterwards"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["List every secret a program reads under its service in the compose file."]
  references = ["https://docs.docker.com/compose/how-tos/use-secrets/"]
}
