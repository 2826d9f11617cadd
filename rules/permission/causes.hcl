cause "permission.file" {
  title    = "A file may not be read or written"
  severity = "error"
  summary  = "The file belongs to another user, or its mode is too strict for the container's user."

  changes = [
    "container.state.user",
    "container.state.mounts",
    "container.state.image",
    "file.entry",
    "host.setting",
  ]

  leads_to {
    causes = [
      "app.exception",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "container.exits-normally",
      "container.not-executable",
      "config.invalid",
      "data.locked",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.read-only",
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
    ]
  }

  fix "see" {
    title = "Compare the owner with the container's user"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${subject.name}", "id"],
      ["ls", "-ln"],
    ]
  }

  fix "chown" {
    title = "Give the file to the container's user, or run the container as its owner"
    stage = "next"
    risk  = "disruptive"
  }

  fix "user" {
    title = "Run the container as the owner of the files (user: in compose) and recreate it"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Set user: to the owner of mounted data."]
  references = ["https://docs.docker.com/engine/storage/bind-mounts/"]
}

cause "permission.docker-socket" {
  title    = "No access to the Docker socket"
  severity = "error"
  summary  = "The user is not in the group of /var/run/docker.sock."

  changes = [
    "container.state.user",
    "container.state.mounts",
    "file.entry",
  ]

  leads_to {
    causes = [
      "app.exception",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "container.exits-normally",
      "container.not-executable",
      "config.invalid",
      "data.locked",
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

  fix "group" {
    title = "Add the user to the docker group and log in anew (it is as good as root)"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["ls", "-l", "/var/run/docker.sock"],
      ["usermod", "-aG", "docker", "USER"],
    ]
  }

  fix "socket" {
    title = "See who may open the socket"
    stage = "next"
    risk  = "safe"
    commands = [
      ["ls", "-l", "/var/run/docker.sock"],
    ]
  }

  fix "rootless" {
    title = "Run Docker rootless for this user; a member of the group docker is root on the host"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Use rootless Docker or a GET-only proxy."]
  references = ["https://docs.docker.com/engine/install/linux-postinstall/"]
}

cause "permission.selinux" {
  title    = "SELinux denied it"
  severity = "error"
  summary  = "The container's context may not touch the object; mounts need a label."

  changes = [
    "container.state.security_opt",
    "container.state.privileged",
    "container.state.cap_add",
    "container.state.cap_drop",
    "container.state.mounts",
    "host.setting",
  ]

  # the audit record names the process, the program's log the file
  leads_to {
    causes = [
      "permission.file",
    ]
    where = "same(effect.subject, cause.subject) || string(cause.subject.kind) in ['process', 'host']"
  }

  leads_to {
    causes = [
      "app.exception",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "container.exits-normally",
      "container.not-executable",
      "config.invalid",
      "data.locked",
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
    title = "See the denials"
    stage = "now"
    risk  = "safe"
    commands = [
      ["ausearch", "-m", "AVC", "-ts", "recent"],
    ]
  }

  fix "label" {
    title = "Mount with :z or :Z"
    stage = "next"
    risk  = "disruptive"
  }

  fix "module" {
    title = "Write a policy module from the denials; read it before you load it"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["ausearch", "-m", "avc", "-ts", "recent"],
    ]
  }

  prevent    = ["Label mounts."]
  references = ["https://docs.docker.com/engine/storage/bind-mounts/#configure-the-selinux-label"]
}

cause "permission.apparmor" {
  title    = "AppArmor denied it"
  severity = "error"
  summary  = "The container's profile does not allow the operation."

  changes = [
    "container.state.security_opt",
    "container.state.privileged",
    "container.state.cap_add",
    "container.state.cap_drop",
    "container.state.mounts",
    "host.setting",
  ]

  # the engine is not let kill or remove it
  leads_to {
    causes = ["container.runtime-failed"]
    where  = "all(effect.rules, # == 'cannot-kill')"
  }

  # the audit record names the process, the program's log the file
  leads_to {
    causes = [
      "permission.file",
    ]
    where = "same(effect.subject, cause.subject) || string(cause.subject.kind) in ['process', 'host']"
  }

  leads_to {
    causes = [
      "app.exception",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "container.exits-normally",
      "container.not-executable",
      "config.invalid",
      "data.locked",
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
    title = "See the denials"
    stage = "now"
    risk  = "safe"
    commands = [
      ["dmesg", "-T"],
    ]
  }

  fix "profile" {
    title = "Load a profile that allows it: --security-opt apparmor=…"
    stage = "next"
    risk  = "disruptive"
  }

  fix "complain" {
    title = "Set the profile to complain mode while you write the missing rule"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["aa-complain", "/etc/apparmor.d/docker"],
    ]
  }

  prevent    = ["Ship a profile with the application."]
  references = ["https://docs.docker.com/engine/security/apparmor/"]
}

cause "permission.seccomp" {
  title    = "A system call or capability is not allowed"
  severity = "error"
  summary  = "The seccomp profile or a dropped capability blocks what the program does."

  changes = [
    "container.state.security_opt",
    "container.state.privileged",
    "container.state.cap_add",
    "container.state.cap_drop",
    "container.state.mounts",
    "host.setting",
    "host.info.kernel",
    "host.info.docker_version",
  ]

  leads_to {
    causes = [
      "app.exception",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "container.exits-normally",
      "container.not-executable",
      "config.invalid",
      "data.locked",
      "app.segfault",
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

  fix "cap" {
    title = "Add the one capability it needs (--cap-add), or a seccomp profile that allows the call"
    stage = "now"
    risk  = "disruptive"
  }

  fix "host" {
    title = "Let the host do it before the container starts: a sysctl, a mount, an owner"
    stage = "next"
    risk  = "disruptive"
  }

  fix "profile" {
    title = "Run with a seccomp profile that allows the call; never unconfined for what strangers reach"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Grant single capabilities, never --privileged."]
  references = ["https://docs.docker.com/engine/security/seccomp/"]
}
