cause "disk.full" {
  title    = "No space is left on the device"
  severity = "critical"
  summary  = "A file system is full: writes fail, databases stop."
  quiet    = "2h"

  changes = [
    "host.filesystem",
    "container.state.mounts",
    "container.state.log_max_size",
  ]

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
      "dependency.overloaded",
      "dependency.read-only",
      "data.corrupt",
      "worker.child-killed",
      "data.locked",
      "app.segfault",
      "container.runtime-failed",
      "image.pull-failed",
    ]
  }

  # Writes to a full thin pool fail as if the device did.
  leads_to {
    causes = ["disk.full", "disk.io-error", "disk.read-only"]
    where  = "any(cause.rules, # == 'thin-pool-full') && shares(cause.subject, effect.subject, 'host')"
  }

  leads_to {
    causes = ["disk.full"]
    where  = "string(cause.subject.kind) == 'filesystem' && shares(effect.subject, cause.subject, 'filesystem') || depends_on(effect.subject, cause.subject)"
  }

  fix "see" {
    title = "See which file system is full and what takes the space"
    stage = "now"
    risk  = "safe"
    commands = [
      ["df", "-h"],
      ["docker", "system", "df"],
    ]
  }

  fix "prune" {
    title = "Remove stopped containers and unused images; they are lost"
    stage = "next"
    risk  = "destructive"
    commands = [
      ["docker", "system", "prune"],
    ]
  }

  fix "grow" {
    title = "Grow the volume or move the data"
    stage = "next"
    risk  = "disruptive"
  }

  fix "logs" {
    title = "Limit container logs (max-size, max-file)"
    stage = "next"
    risk  = "safe"
  }

  fix "delete" {
    title = "Delete data of the program that can be made again; it is lost"
    stage = "last-resort"
    risk  = "destructive"
    commands = [
      ["docker", "volume", "ls"],
      ["docker", "system", "df", "-v"],
    ]
  }

  prevent    = ["Alert at 80 %.", "Rotate container logs: max-size and max-file."]
  references = ["https://docs.docker.com/engine/manage-resources/pruning/"]
}

cause "disk.inodes-exhausted" {
  title    = "No inodes are left"
  severity = "critical"
  summary  = "The file system has space but no room for further files."

  changes = [
    "host.filesystem",
    "container.state.mounts",
  ]

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
      "dependency.read-only",
      "data.corrupt",
      "worker.child-killed",
      "data.locked",
      "app.segfault",
      "container.runtime-failed",
      "image.pull-failed",
    ]
  }

  leads_to {
    causes = ["disk.full"]
    where  = "string(cause.subject.kind) == 'filesystem' && string(effect.subject.kind) != 'filesystem' && (string(effect.subject.kind) == 'host' || shares(effect.subject, cause.subject, 'filesystem'))"
  }

  fix "see" {
    title = "See inode use"
    stage = "now"
    risk  = "safe"
    commands = [
      ["df", "-i"],
    ]
  }

  fix "clean" {
    title = "Delete the many small files (caches, sessions); they are lost"
    stage = "next"
    risk  = "destructive"
  }

  fix "format" {
    title = "Make the file system anew with more inodes and restore the data; what has no backup is lost"
    stage = "last-resort"
    risk  = "destructive"
  }

  prevent    = ["Alert on inode use too."]
  references = ["https://man7.org/linux/man-pages/man1/df.1.html"]
}

cause "disk.quota" {
  title    = "A quota is exceeded"
  severity = "error"
  summary  = "A user, project or container quota is used up; the device itself has room."

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
      "dependency.read-only",
      "data.corrupt",
      "worker.child-killed",
      "data.locked",
      "app.segfault",
      "container.runtime-failed",
      "image.pull-failed",
    ]
  }

  fix "see" {
    title = "See quotas"
    stage = "now"
    risk  = "safe"
    commands = [
      ["quota", "-s"],
    ]
  }

  fix "raise" {
    title = "Raise the quota or delete files"
    stage = "next"
    risk  = "disruptive"
  }

  fix "delete" {
    title = "Delete files of the user or project; they are lost"
    stage = "last-resort"
    risk  = "destructive"
  }

  prevent    = ["Alert at 80 % of the quota."]
  references = ["https://man7.org/linux/man-pages/man1/quota.1.html"]
}

cause "disk.read-only" {
  title    = "The file system is read-only"
  severity = "critical"
  summary  = "It is mounted read-only, or the kernel remounted it after an error."

  changes = [
    "host.filesystem",
    "container.state.mounts",
    "container.state.read_only_root",
  ]

  leads_to {
    causes = ["disk.read-only"]
    where  = "string(cause.subject.kind) == 'filesystem' && shares(effect.subject, cause.subject, 'filesystem')"
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
      "dependency.read-only",
      "data.corrupt",
      "worker.child-killed",
      "data.locked",
      "app.segfault",
      "container.runtime-failed",
      "image.pull-failed",
    ]
  }

  fix "why" {
    title = "See why: errors before the remount, or ro in the mount options"
    stage = "now"
    risk  = "safe"
    commands = [
      ["dmesg", "-T"],
      ["mount"],
    ]
  }

  fix "check" {
    title = "Check the file system unmounted, then mount it again"
    stage = "next"
    risk  = "disruptive"
  }

  fix "remount" {
    title = "Mount it writable again once it is sound"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["mount", "-o", "remount,rw", "${subject.name}"],
    ]
  }

  prevent    = ["Watch for I/O errors."]
  references = ["https://docs.kernel.org/admin-guide/ext4.html"]
}

cause "disk.io-error" {
  title    = "A disk reports errors"
  severity = "critical"
  summary  = "The device can't read or write; data may be damaged."

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
      "dependency.read-only",
      "data.corrupt",
      "worker.child-killed",
      "data.locked",
      "app.segfault",
      "container.runtime-failed",
      "image.pull-failed",
      "disk.read-only",
    ]
  }

  # A controller's errors are those of its disk, a disk's those of its partitions:
  # nvme0, nvme0n1, nvme0n1p2; sda, sda1.
  leads_to {
    causes = [
      "disk.io-error",
    ]
    where = "cause.subject.name != '' && effect.subject.name != cause.subject.name && effect.subject.name startsWith cause.subject.name"
  }

  fix "see" {
    title = "See the device's health"
    stage = "now"
    risk  = "safe"
    commands = [
      ["smartctl", "-a", "/dev/${subject.name}"],
    ]
  }

  fix "save" {
    title = "Back up what can still be read"
    stage = "next"
    risk  = "safe"
  }

  fix "replace" {
    title = "Replace the device"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Watch SMART values."]
  references = ["https://docs.kernel.org/block/index.html"]
}
