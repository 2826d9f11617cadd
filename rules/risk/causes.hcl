cause "risk.no-memory-limit" {
  title    = "No memory limit"
  severity = "info"
  risk     = true
  summary  = "A leak in this container takes the memory of the whole host, and the kernel may kill another one for it."
  leads_to { causes = ["memory.container-limit"] }
  fix "set-limit" {
    title    = "Set a limit above the measured peak"
    stage    = "next"
    risk     = "safe"
    commands = [["docker", "update", "--memory", "${twice(stats.memory_bytes)}", "--memory-swap", "${twice(stats.memory_bytes)}", "${subject.name}"]]
  }
  prevent    = ["Give every container a memory limit."]
  references = ["https://docs.docker.com/engine/containers/resource_constraints/"]
}

cause "risk.memory-near-limit" {
  title    = "Memory near its limit"
  severity = "warning"
  risk     = true
  summary  = "The next peak reaches the limit, and the kernel kills a process of the container."
  leads_to { causes = ["memory.container-limit"] }
  fix "raise-limit" {
    title    = "Raise the limit, or lower the use: fewer workers, smaller caches"
    stage    = "next"
    risk     = "safe"
    commands = [["docker", "update", "--memory", "${twice(stats.memory_bytes)}", "--memory-swap", "${twice(stats.memory_bytes)}", "${subject.name}"]]
  }
  prevent    = ["Alert at 80 % of the limit."]
  references = ["https://docs.docker.com/reference/cli/docker/container/stats/"]
}

cause "risk.host-memory-low" {
  title    = "The host is short of memory"
  severity = "warning"
  risk     = true
  summary  = "Little memory is available and there is no swap to fall back on: the kernel will choose a victim on the whole host."
  leads_to { causes = ["memory.host-exhausted"] }
  fix "find-use" {
    title    = "See who takes it and set limits; add swap or memory"
    stage    = "next"
    risk     = "safe"
    commands = [["docker", "stats", "--no-stream"], ["ps", "aux", "--sort=-rss"]]
  }
  prevent    = ["Alert when less than 10 % of the memory is available."]
  references = ["https://docs.kernel.org/admin-guide/mm/concepts.html"]
}

cause "risk.disk-nearly-full" {
  title    = "A file system is nearly full"
  severity = "warning"
  risk     = true
  summary  = "Databases stop and containers fail to start when the rest is used up."
  leads_to { causes = ["disk.full", "disk.inodes-exhausted"] }
  fix "find-use" {
    title    = "Find what takes the space; prune images and build cache that nothing uses"
    stage    = "next"
    risk     = "safe"
    commands = [["docker", "system", "df", "-v"], ["df", "-h"]]
  }
  prevent    = ["Alert at 80 %."]
  references = ["https://docs.docker.com/engine/manage-resources/pruning/"]
}

cause "risk.log-unbounded" {
  title    = "Container logs grow without limit"
  severity = "info"
  risk     = true
  summary  = "The json-file driver rotates nothing unless max-size is set."
  leads_to { causes = ["disk.full"] }
  fix "rotate" {
    title = "Set log-opts max-size and max-file in daemon.json, and recreate the containers"
    stage = "next"
    risk  = "disruptive"
  }
  prevent    = ["Use the local driver, or max-size and max-file."]
  references = ["https://docs.docker.com/engine/logging/drivers/json-file/"]
}

cause "risk.no-health-check" {
  title    = "No health check"
  severity = "info"
  risk     = true
  summary  = "A program that hangs looks alive, and nothing waits until it is ready."
  fix "add-check" {
    title = "Add a healthcheck that asks the program itself, and depend on service_healthy"
    stage = "next"
    risk  = "safe"
  }
  prevent    = ["Give every service a health check."]
  references = ["https://docs.docker.com/reference/dockerfile/#healthcheck"]
}

cause "risk.restart-hides-failure" {
  title    = "Restarts hide a failure"
  severity = "warning"
  risk     = true
  summary  = "The restart policy starts it again and again; each start may lose work, and nobody is told."
  leads_to {
    causes = [
      "memory.container-limit",
      "container.exits-normally",
      "container.command-not-found",
      "container.not-executable",
      "worker.boot-failed",
      "config.env-missing",
      "config.invalid",
      "config.secret-missing",
      "app.exception",
      "app.module-missing",
      "disk.full",
      "dependency.refused",
      "dependency.dns",
      "auth.wrong-password",
    ]
  }
  fix "look" {
    title    = "Read why it ended, and use on-failure with a maximum"
    stage    = "next"
    risk     = "safe"
    commands = [["docker", "logs", "--tail", "200", "${subject.name}"]]
  }
  prevent    = ["Alert on restarts, not only on containers that are down."]
  references = ["https://docs.docker.com/engine/containers/start-containers-automatically/"]
}

cause "risk.image-unpinned" {
  title    = "The image tag moves"
  severity = "info"
  risk     = true
  summary  = "latest, or no tag, means another program after the next pull."
  fix "pin" {
    title = "Name a version or a digest"
    stage = "next"
    risk  = "safe"
  }
  prevent    = ["Pin images by version or digest."]
  references = ["https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"]
}

cause "risk.gpu-memory-nearly-full" {
  title    = "GPU memory is nearly full"
  severity = "warning"
  risk     = true
  summary  = "The next allocation fails with an out-of-memory error."
  leads_to { causes = ["gpu.out-of-memory"] }
  fix "see-use" {
    title    = "See which processes hold it; lower batch size or gpu_memory_utilization"
    stage    = "next"
    risk     = "safe"
    commands = [["nvidia-smi", "--query-compute-apps=pid,name,used_memory", "--format=csv"]]
  }
  prevent    = ["Alert at 90 % of the card's memory."]
  references = ["https://docs.nvidia.com/deploy/nvidia-smi/index.html"]
}

cause "risk.clock-unsynchronised" {
  title    = "The clock is not synchronised"
  severity = "info"
  risk     = true
  summary  = "A drifting clock breaks tokens, certificates and the order of logs."
  leads_to { causes = ["clock.skew"] }
  fix "synchronise" {
    title    = "Turn on time synchronisation"
    stage    = "next"
    risk     = "safe"
    commands = [["timedatectl", "set-ntp", "true"]]
  }
  prevent    = ["Run chrony or systemd-timesyncd on every host."]
  references = ["https://www.freedesktop.org/software/systemd/man/latest/timedatectl.html"]
}

cause "risk.certificate-expiring" {
  title    = "A certificate ends soon"
  severity = "warning"
  risk     = true
  summary  = "From that day on clients refuse the connection."
  leads_to { causes = ["tls.expired"] }
  fix "renew" {
    title = "Renew it, and see why that did not happen by itself"
    stage = "next"
    risk  = "safe"
  }
  prevent    = ["Renew automatically, and alert 30 days before the end."]
  references = ["https://docs.openssl.org/master/man1/openssl-x509/"]
}
