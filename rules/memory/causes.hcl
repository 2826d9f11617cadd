cause "memory.container-limit" {
  title    = "The container reached its memory limit"
  severity = "critical"
  summary  = "The kernel killed a process because the container's cgroup was at its limit."
  quiet    = "24h"

  changes = [
    "container.state.memory_limit_bytes",
    "container.state.image",
    "container.state.command",
    "compose.service.memory_limit_bytes",
    "host.memory",
  ]

  # a container that nothing in the input names: its kill is what others notice
  leads_to {
    causes = [
      "worker.child-killed",
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "cause.subject.name == ''"
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

    predicts {
      among  = "clients"
      weight = 0.05
    }
  }

  leads_to {
    causes = [
      "worker.child-killed",
      "app.segfault",
      "container.stop-timeout",
      "data.corrupt",
      "memory.heap-limit",
      "dependency.overloaded",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  # Programs that get no memory or are killed can't tell whose limit it was.
  leads_to {
    causes = [
      "memory.host-exhausted",
    ]
    where = "same(effect.subject, cause.subject) && all(effect.rules, # in ['build-killed', 'killed-in-shell', 'cannot-allocate-memory', 'python-memory-error', 'ruby-go-runtime-memory', 'java-runtime-memory', 'jvm-cannot-reserve'])"
  }

  dissent "box" {
    fact    = "container.state"
    where   = "same(box, cause.subject) && not box.oom_killed && box.status != '' && any(cause.rules, # in ['container-oom-killed', 'oom-event', 'oom-event-unlimited'])"
    message = "docker inspect says OOMKilled=false: it tells of the main process of the last run only, the kernel of every kill"
  }

  dissent "die" {
    fact    = "container.event"
    where   = "same(die, cause.subject) && die.action == 'die' && die.exit_code in [0, 1, 2] && not any(cause.rules, # in ['container-oom-killed', 'oom-event'])"
    message = "it also ended with exit code ${die.exit_code}, not 137: that end was not a kill for memory"
    doubt   = 0.05
  }

  fix "raise-limit" {
    title = "Give the container more memory"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "update", "--memory", "${twice(box.memory_limit_bytes)}", "--memory-swap", "${twice(box.memory_limit_bytes)}", "${subject.name}"],
      ["kubectl", "set", "resources", "${pod.workload}", "-n", "${pod.namespace}", "-c", "${pod.container}", "--limits=memory=${2 * pod.memory_limit_bytes}"],
    ]
  }

  fix "find-use" {
    title = "See what takes the memory, and lower it: fewer workers, smaller batches, a cache limit below the container's"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "stats", "--no-stream", "${subject.name}"],
    ]
  }

  fix "recreate" {
    title = "Recreate the container with a limit that holds its peak"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  prevent    = ["Alert at 80 % of the limit.", "Set the program's own memory setting (maxmemory, -Xmx, concurrency) below the limit."]
  references = ["https://docs.docker.com/engine/containers/resource_constraints/"]
}

cause "memory.host-exhausted" {
  title    = "The host ran out of memory"
  severity = "critical"
  summary  = "No memory was left on the whole host, so the kernel killed the process that freed most, whoever was to blame."
  quiet    = "24h"

  changes = [
    "host.memory",
    "host.info.memory_bytes",
    "container.state.memory_limit_bytes",
  ]

  # the kernel chose a process anywhere on the host
  leads_to {
    causes = ["worker.child-killed"]
    where  = "any(cause.rules, # == 'host-oom-killed')"
    within = "1m"
  }

  # A kill in a container without a limit, while nothing is left on the host.
  leads_to {
    causes = ["memory.host-exhausted"]
    where  = "any(cause.rules, # in ['memory-and-swap-used-up', 'swapping-hard']) && all(effect.rules, # == 'inspect-oom-killed-unlimited')"
  }

  # The kernel's kill is the proof; programs elsewhere on the host only notice.
  leads_to {
    causes = [
      "memory.host-exhausted",
    ]
    where = "any(cause.rules, # == 'host-oom-killed') && all(effect.rules, # in ['swapping-hard', 'build-killed', 'killed-in-shell', 'cannot-allocate-memory', 'python-memory-error', 'ruby-go-runtime-memory', 'java-runtime-memory', 'jvm-cannot-reserve'])"
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
      "worker.child-killed",
      "app.segfault",
      "memory.heap-limit",
      "data.corrupt",
      "dependency.read-only",
      "limit.processes",
      "container.runtime-failed",
    ]
  }

  fix "see-use" {
    title = "See who uses the memory"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "stats", "--no-stream"],
      ["ps", "aux", "--sort=-rss"],
    ]
  }

  fix "limit" {
    title = "Give the largest containers a limit, so that one can't take the host down"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["docker", "update", "--memory", "1g", "--memory-swap", "1g", "NAME"],
    ]
  }

  fix "add" {
    title = "Add memory or swap, or move containers to another host"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Give every container a memory limit; the sum should leave room for the system.", "Alert when available memory falls below 10 %."]
  references = ["https://docs.docker.com/engine/containers/resource_constraints/", "https://docs.kernel.org/admin-guide/mm/concepts.html"]
}

cause "memory.shared-limit" {
  title    = "A group of containers reached the memory limit they share"
  severity = "critical"
  summary  = "The limit of a parent cgroup (a slice, a pod, cgroup_parent) was reached; the killed process need not be the one that took the memory."

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
      "worker.child-killed",
      "app.segfault",
    ]
  }

  fix "see-use" {
    title = "See which member of the group uses most"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "stats", "--no-stream"],
    ]
  }

  fix "own-limit" {
    title = "Give the greedy member a limit of its own below the group's"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["docker", "update", "--memory", "64m", "--memory-swap", "64m", "NAME"],
    ]
  }

  fix "move" {
    title = "Move the largest container out of the shared group and recreate it"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Size the group's limit for the sum of its members' peaks."]
  references = ["https://docs.docker.com/engine/containers/resource_constraints/"]
}

cause "memory.userspace-killer" {
  title    = "A memory watchdog killed it before the kernel did"
  severity = "critical"
  summary  = "earlyoom, systemd-oomd or the kubelet stopped it because memory or memory pressure crossed their threshold."

  # the node's own word for it
  leads_to {
    causes = ["memory.host-exhausted"]
    where  = "all(effect.rules, # == 'node-memory-events')"
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
      "worker.child-killed",
    ]
  }

  fix "see" {
    title = "See what the watchdog saw"
    stage = "now"
    risk  = "safe"
    commands = [
      ["journalctl", "-u", "systemd-oomd", "-u", "earlyoom", "--no-pager"],
    ]
  }

  fix "memory" {
    title = "Lower memory use or add memory; raise the watchdog's threshold only then"
    stage = "next"
    risk  = "disruptive"
  }

  fix "exempt" {
    title = "Exempt the unit from the killer, after it has a limit of its own"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Set memory requests and limits that match real use."]
  references = ["https://www.freedesktop.org/software/systemd/man/latest/systemd-oomd.service.html"]
}

cause "memory.shm-too-small" {
  title    = "The container's /dev/shm is full"
  severity = "error"
  summary  = "Shared memory is a tmpfs of 64 MiB unless told otherwise; databases and data loaders need more."

  changes = [
    "container.state.shm_size_bytes",
  ]

  leads_to {
    causes = [
      "app.exception",
      "app.segfault",
      "worker.child-killed",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "disk.full",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject)"
  }

  fix "raise" {
    title = "Recreate the container with a larger shared memory: --shm-size=1g, or shm_size in compose"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["docker", "inspect", "--format", "{{.HostConfig.ShmSize}}", "${subject.name}"],
    ]
  }

  fix "ipc" {
    title = "Or share the host's with --ipc=host"
    stage = "next"
    risk  = "disruptive"
  }

  fix "less" {
    title = "Let the program use less of it: num_workers=0, fewer parallel queries, files instead of shared memory"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Set shm_size for PostgreSQL, Chrome and PyTorch containers."]
  references = ["https://docs.docker.com/reference/cli/docker/container/run/"]
}

cause "memory.heap-limit" {
  title    = "The program reached its runtime's own heap limit"
  severity = "error"
  summary  = "The language runtime refused more memory, whatever the container would still allow."

  changes = [
    "container.state.memory_limit_bytes",
    "container.state.command",
    "container.state.env_names",
    "container.state.image",
  ]

  leads_to {
    causes = [
      "app.exception",
      "app.segfault",
      "container.healthcheck-failing",
      "worker.child-killed",
      "worker.boot-failed",
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

  fix "raise" {
    title = "Raise the runtime's limit (-Xmx or -XX:MaxRAMPercentage, --max-old-space-size, memory_limit) and restart"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  fix "leak" {
    title = "Take a heap dump and look for what grows"
    stage = "next"
    risk  = "safe"
  }

  fix "restart" {
    title = "Restart the program and take a heap dump before the limit is reached again"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  prevent    = ["Keep the heap limit at about 75 % of the container's limit."]
  references = ["https://docs.oracle.com/en/java/javase/21/troubleshoot/troubleshooting-memory-leaks.html"]
}
