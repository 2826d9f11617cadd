cause "container.command-not-found" {
  title    = "The container's command does not exist"
  severity = "error"
  summary  = "The entry point or command is not in the image, or its interpreter is not (a script with CRLF line ends names one that does not exist)."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.command",
    "container.state.mounts",
    "container.state.entrypoint",
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
    ]
  }

  fix "see" {
    title = "See what it is told to run"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "inspect", "--format", "{{json .Config.Entrypoint}} {{json .Config.Cmd}}", "${subject.name}"],
    ]
  }

  fix "correct" {
    title = "Correct the command, or convert the script's line ends (dos2unix), and rebuild"
    stage = "next"
    risk  = "disruptive"
  }

  fix "rebuild" {
    title = "Rebuild the image with the command in it and its scripts with LF line ends"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["*.sh text eol=lf in .gitattributes."]
  references = ["https://docs.docker.com/engine/containers/run/#exit-status"]
}

cause "container.not-executable" {
  title    = "The container's command can't be executed"
  severity = "error"
  summary  = "The file is there without the right to execute it."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.command",
    "container.state.mounts",
    "container.state.entrypoint",
    "file.entry",
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
    ]
  }

  fix "mode" {
    title = "chmod +x in the Dockerfile (COPY --chmod=755) and rebuild"
    stage = "now"
    risk  = "disruptive"
  }

  fix "look" {
    title = "See mode and owner of the file inside the image"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "run", "--rm", "--entrypoint", "ls", "${box.image}", "-la", "/"],
    ]
  }

  fix "interpreter" {
    title = "Call the interpreter instead of the script: entrypoint [\"sh\", \"/entrypoint.sh\"]"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["COPY --chmod=755 for scripts."]
  references = ["https://docs.docker.com/engine/containers/run/#exit-status"]
}

cause "container.arch-mismatch" {
  title    = "The program is for another processor"
  severity = "error"
  summary  = "The image or binary was built for another architecture than the host's."

  changes = [
    "container.state.image",
    "container.state.image_id",
    "container.state.platform",
    "host.info.architecture",
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
    ]
  }

  fix "platform" {
    title = "Pull or build the image for the host's platform"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["docker", "image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", "${box.image}"],
      ["uname", "-m"],
    ]
  }

  fix "build" {
    title = "Build and push the image for this platform too"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "buildx", "build", "--platform", "linux/amd64,linux/arm64", "."],
    ]
  }

  fix "emulate" {
    title = "Emulate the other platform with qemu; it is slow"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "run", "--privileged", "--rm", "tonistiigi/binfmt", "--install", "all"],
    ]
  }

  prevent    = ["Build multi-platform images."]
  references = ["https://docs.docker.com/build/building/multi-platform/"]
}

cause "container.port-conflict" {
  title    = "The published port is taken"
  severity = "error"
  summary  = "Another container or process has the host port."

  changes = [
    "container.state.ports",
    "compose.service.ports",
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
    ]
  }

  fix "see" {
    title = "See who has it"
    stage = "now"
    risk  = "safe"
    commands = [
      ["ss", "-ltnp"],
      ["docker", "ps"],
    ]
  }

  fix "change" {
    title = "Stop the other or publish another port"
    stage = "next"
    risk  = "disruptive"
  }

  fix "engine" {
    title = "Restart Docker, when nothing listens on the port: it kept the allocation of a dead container"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["systemctl", "restart", "docker"],
    ]
  }

  prevent    = ["Publish only what must be reached from outside."]
  references = ["https://docs.docker.com/engine/network/port-publishing/"]
}

cause "container.mount-invalid" {
  title    = "A mount can't be made"
  severity = "error"
  summary  = "The source of a mount is missing or of the wrong type (a folder where a file is expected)."

  changes = [
    "container.state.mounts",
    "file.entry",
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
    ]
  }

  fix "see" {
    title = "See the mounts"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "inspect", "--format", "{{json .Mounts}}", "${subject.name}"],
    ]
  }

  fix "create" {
    title = "Create the source as the right type, or correct its path"
    stage = "next"
    risk  = "disruptive"
  }

  fix "volume" {
    title = "Use a named volume, or copy the file into the image, instead of the bind mount"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Use absolute paths, and long mount syntax that fails when the source is missing."]
  references = ["https://docs.docker.com/engine/storage/bind-mounts/"]
}

cause "container.healthcheck-failing" {
  title    = "The container's health check fails"
  severity = "warning"
  summary  = "The process runs; the command of its health check does not pass."

  changes = [
    "container.state.health_test",
    "container.state.image",
    "container.state.command",
  ]

  dissent "row" {
    fact    = "container.summary"
    where   = "same(row, cause.subject) && row.health == 'healthy'"
    message = "docker ps shows it healthy: the state changed between the two"
    doubt   = 0.1
  }

  fix "run" {
    title = "See the last outputs of the check"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "inspect", "--format", "{{json .State.Health}}", "${subject.name}"],
    ]
  }

  fix "correct" {
    title = "Mend the check (tool missing in the image, wrong port, too short time-out) or the program"
    stage = "next"
    risk  = "disruptive"
  }

  fix "relax" {
    title = "Give the check more time (start_period, timeout) and recreate the container"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Test the health check in the image."]
  references = ["https://docs.docker.com/reference/dockerfile/#healthcheck"]
}

cause "container.stop-timeout" {
  title    = "It did not stop in time and was killed"
  severity = "warning"
  summary  = "docker stop sent SIGTERM, waited, and sent SIGKILL: exit code 137 without any lack of memory."

  changes = [
    "container.state.stop_timeout_seconds",
    "container.state.stop_signal",
    "container.state.command",
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
    ]
  }

  dissent "box" {
    fact    = "container.state"
    where   = "same(box, cause.subject) && box.oom_killed && any(cause.rules, # == 'stop-timeout-events')"
    message = "docker inspect says OOMKilled=true, of another run: this end has its SIGTERM and SIGKILL in the events"
    doubt   = 0.1
  }
  dissent "end" {
    fact    = "container.state"
    where   = "same(end, cause.subject) && end.exit_code == 0 && end.status != '' && any(cause.rules, # == 'stop-timeout-events')"
    message = "docker inspect shows exit code 0: it tells of the present run, the events of the one that was killed"
  }

  fix "exec" {
    title = "Let the program itself be PID 1 (exec form, or exec in the script), or use --init"
    stage = "now"
    risk  = "disruptive"
  }

  fix "longer" {
    title = "Give it longer: stop_grace_period"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "stop", "-t", "60", "${subject.name}"],
    ]
  }

  fix "kill" {
    title = "End it at once; what it has not saved is lost"
    stage = "last-resort"
    risk  = "destructive"
    commands = [
      ["docker", "kill", "${subject.name}"],
    ]
  }

  prevent    = ["Handle SIGTERM."]
  references = ["https://docs.docker.com/reference/cli/docker/container/stop/"]
}

cause "container.killed" {
  title    = "It was killed from outside"
  severity = "warning"
  summary  = "docker kill or the like sent SIGKILL without asking it to stop first: exit code 137 without any lack of memory."

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "worker.broker-unreachable",
      "worker.healthcheck-failing",
      "worker.boot-failed",
      "container.healthcheck-failing",
      "app.exception",
      "data.corrupt",
    ]

    predicts {
      among  = "clients"
      weight = 0.1
    }
  }

  fix "start" {
    title = "Start it again"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "start", "${subject.name}"],
    ]
  }

  fix "who" {
    title = "Find who kills it: deployment scripts, watchdogs, a colleague"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "events", "--since", "1h", "--until", "0s", "--filter", "container=${subject.name}"],
    ]
  }

  fix "policy" {
    title = "Let Docker start it again by itself; a kill by docker kill still counts as wanted, one from outside does not"
    stage = "last-resort"
    risk  = "safe"
    commands = [
      ["docker", "update", "--restart", "on-failure", "${subject.name}"],
    ]
  }

  prevent    = ["Use docker stop, which asks first; kill only what does not answer."]
  references = ["https://docs.docker.com/reference/cli/docker/container/kill/"]
}

cause "container.exits-normally" {
  title    = "The container ends by itself and is started again"
  severity = "warning"
  summary  = "Its main process returns 0 and the restart policy starts it anew."

  changes = [
    "container.state.command",
    "container.state.entrypoint",
    "container.state.restart_policy",
    "container.state.image",
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
    ]
  }

  fix "foreground" {
    title = "Run the program in the foreground"
    stage = "now"
    risk  = "disruptive"
  }

  fix "policy" {
    title = "Use on-failure or no for one-off jobs"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["docker", "update", "--restart", "on-failure", "${subject.name}"],
    ]
  }

  fix "one-off" {
    title = "Let a timer or the scheduler start it instead of a restart policy"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "update", "--restart", "no", "${subject.name}"],
    ]
  }

  prevent    = ["One long-running foreground process a container."]
  references = ["https://docs.docker.com/engine/containers/start-containers-automatically/"]
}

cause "container.network-missing" {
  title    = "A network or name is missing or in conflict"
  severity = "error"
  summary  = "A network, endpoint or container name that it needs does not exist, or is taken."

  changes = [
    "container.state.networks",
    "docker.object",
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
    ]
  }

  fix "see" {
    title = "See networks and names"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "network", "ls"],
      ["docker", "ps", "-a"],
    ]
  }

  fix "create" {
    title = "Create the network, or remove the old container of that name"
    stage = "next"
    risk  = "disruptive"
  }

  fix "recreate" {
    title = "Take the project down and up again, which makes its networks anew"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "compose", "down"],
      ["docker", "compose", "up", "-d"],
    ]
  }

  prevent    = ["Let compose manage networks."]
  references = ["https://docs.docker.com/engine/network/"]
}

cause "container.runtime-failed" {
  title    = "The runtime could not start the container"
  severity = "error"
  summary  = "runc, containerd or the shim failed before the program ran."

  changes = [
    "container.state.runtime",
    "host.info.docker_version",
    "host.info.kernel",
    "host.info.cgroup_version",
    "host.info.cgroup_driver",
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
    ]
  }

  fix "see" {
    title = "Read the engine's log"
    stage = "now"
    risk  = "safe"
    commands = [
      ["journalctl", "-u", "docker", "-u", "containerd", "--no-pager", "-n", "100"],
    ]
  }

  fix "restart" {
    title = "Restart containerd and Docker; containers stop unless live-restore is on"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["systemctl", "restart", "containerd", "docker"],
    ]
  }

  fix "upgrade" {
    title = "Upgrade runc, containerd and Docker together, and check the cgroup driver and kernel"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Keep engine, containerd and runc of one release."]
  references = ["https://docs.docker.com/engine/daemon/troubleshoot/"]
}

cause "container.unschedulable" {
  title    = "No node can take the pod"
  severity = "error"
  summary  = "Its requests, node selector, affinity, tolerations or volumes fit no node of the cluster as it is."

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "worker.broker-unreachable",
    ]
  }

  fix "see" {
    title = "See what each node offers and what is asked of it"
    stage = "now"
    risk  = "safe"
    commands = [
      ["kubectl", "describe", "nodes"],
    ]
  }

  fix "fit" {
    title = "Lower the requests, correct selector and tolerations, or add a node"
    stage = "next"
    risk  = "disruptive"
  }

  fix "make-room" {
    title = "Move or stop workloads that matter less"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Alert on pods that stay Pending.", "Request what is measured, not what is feared."]
  references = ["https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/"]
}
