cause "app.module-missing" {
  title    = "A module or package is not installed"
  severity = "error"
  summary  = "The program imports something its image does not hold."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.command",
    "container.state.mounts",
  ]

  leads_to {
    causes = [
      "config.invalid",
      "app.exception",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "worker.healthcheck-failing",
      "container.exits-normally",
      "worker.child-killed",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  # a configuration written as a program, which imports the missing module
  leads_to {
    causes = ["config.secret-missing"]
    where  = "same(effect.subject, cause.subject) && all(effect.rules, # == 'secret-or-config-file-missing')"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
    ]
  }

  fix "install" {
    title = "Add it to the requirements and rebuild the image"
    stage = "now"
    risk  = "disruptive"
  }

  fix "look" {
    title = "See what the image holds"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${subject.name}", "ls"],
    ]
  }

  fix "inside" {
    title = "Install it in the running container for one test; it is gone with the container"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Start the image in CI once."]
  references = ["https://docs.docker.com/build/"]
}

cause "app.dependency-incompatible" {
  title    = "Two libraries don't fit together"
  severity = "error"
  summary  = "An import, symbol or version check fails between installed libraries."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.command",
    "container.state.mounts",
  ]

  leads_to {
    causes = [
      "config.invalid",
      "app.exception",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "worker.healthcheck-failing",
      "container.exits-normally",
      "worker.child-killed",
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

  fix "pin" {
    title = "Pin versions that fit and rebuild the image"
    stage = "now"
    risk  = "disruptive"
  }

  fix "compare" {
    title = "Compare the lock file with that of the last image that worked"
    stage = "next"
    risk  = "safe"
  }

  fix "back" {
    title = "Go back to the last image that worked"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Lock dependencies."]
  references = ["https://docs.docker.com/build/"]
}

cause "app.library-missing" {
  title    = "A shared library is missing or too old"
  severity = "error"
  summary  = "The dynamic linker can't find a library or the libc version a program needs."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.command",
    "container.state.mounts",
    "host.info.architecture",
  ]

  # a shell says "not found" of a program whose loader is missing
  leads_to {
    causes = [
      "container.command-not-found",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "config.invalid",
      "app.exception",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "worker.healthcheck-failing",
      "container.exits-normally",
      "worker.child-killed",
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

  fix "install" {
    title = "Install the package with the library, or build on the image's own base"
    stage = "now"
    risk  = "disruptive"
  }

  fix "find" {
    title = "List what the program lacks"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${subject.name}", "ldd", "/proc/1/exe"],
    ]
  }

  fix "base" {
    title = "Build on a fuller base image (not alpine or slim)"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Build and run on the same base image."]
  references = ["https://man7.org/linux/man-pages/man8/ld.so.8.html"]
}

cause "app.exception" {
  title    = "The program ended in an error of its own"
  severity = "error"
  summary  = "An exception nobody handled; the message names it."
  quiet    = "12h"

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
      "worker.healthcheck-failing",
      "worker.boot-failed",
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

  fix "read" {
    title = "Read the whole traceback"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "logs", "--tail", "100", "${subject.name}"],
    ]
  }

  fix "changed" {
    title = "Find what changed last: release, data, settings"
    stage = "next"
    risk  = "safe"
  }

  fix "back" {
    title = "Go back to the release that worked"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Handle expected failures; retry what can be retried."]
  references = ["https://docs.docker.com/reference/cli/docker/container/logs/"]
}

cause "app.segfault" {
  title    = "The program crashed"
  severity = "error"
  summary  = "It died by SIGSEGV, SIGABRT, SIGBUS or SIGILL."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.command",
    "container.state.mounts",
    "host.info.architecture",
    "host.info.kernel",
    "gpu.driver",
  ]

  leads_to {
    causes = [
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
      "worker.child-killed",
      "worker.boot-failed",
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

  fix "core" {
    title = "Get a backtrace: PYTHONFAULTHANDLER=1, a core dump, the hs_err file"
    stage = "now"
    risk  = "safe"
  }

  fix "native" {
    title = "Update the native library of the last frame, or the driver below it"
    stage = "next"
    risk  = "disruptive"
  }

  fix "hardware" {
    title = "Run it where the processor and base image are those it was built for"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Keep native libraries of one build."]
  references = ["https://man7.org/linux/man-pages/man7/signal.7.html"]
}

cause "app.schema-missing" {
  title    = "Tables or migrations are missing"
  severity = "error"
  summary  = "The program expects a database schema that was not applied."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.command",
    "container.state.mounts",
    "container.state.env_addresses",
  ]

  leads_to {
    causes = [
      "config.invalid",
      "app.exception",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "worker.healthcheck-failing",
      "container.exits-normally",
      "worker.child-killed",
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

  fix "migrate" {
    title = "Apply the migrations"
    stage = "now"
    risk  = "disruptive"
  }

  fix "applied" {
    title = "See which migrations the database has had"
    stage = "next"
    risk  = "safe"
  }

  fix "restore" {
    title = "Restore the schema from a dump; rows newer than the dump are lost"
    stage = "last-resort"
    risk  = "destructive"
  }

  prevent    = ["Migrate before the new version starts."]
  references = ["https://docs.djangoproject.com/en/stable/topics/migrations/"]
}

cause "app.port-in-use" {
  title    = "The program can't bind its port"
  severity = "error"
  summary  = "Another process has the port already."

  changes = [
    "container.state.ports",
    "container.state.network_mode",
    "container.state.command",
  ]

  leads_to {
    causes = [
      "config.invalid",
      "app.exception",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "worker.healthcheck-failing",
      "container.exits-normally",
      "worker.child-killed",
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
    title = "See who has it"
    stage = "now"
    risk  = "safe"
    commands = [
      ["ss", "-ltnp"],
    ]
  }

  fix "change" {
    title = "Stop the other process or choose another port"
    stage = "next"
    risk  = "disruptive"
  }

  fix "restart" {
    title = "Restart the container, when a dead process of its own holds the port"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  prevent    = ["One process per port in a container."]
  references = ["https://man7.org/linux/man-pages/man2/bind.2.html"]
}
