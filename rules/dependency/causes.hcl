cause "dependency.refused" {
  title    = "Nothing listens where the program connects to"
  severity = "error"
  summary  = "The peer's host answered and refused: the service is down, listens on another port, or only on localhost."
  lies_in  = "peer"
  quiet    = "10m"

  changes = [
    "container.state.env_addresses",
    "container.state.ports",
    "container.state.command",
    "container.state.networks",
    "container.state.network_mode",
    "container.state.extra_hosts",
    "docker.object",
    "host.firewall",
  ]

  # an index of packages that can't be asked has none
  leads_to {
    causes = ["app.module-missing"]
    where  = "all(effect.rules, # == 'pip-no-distribution')"
  }

  # a pool whose connections can't be made runs dry
  leads_to {
    causes = ["dependency.overloaded"]
    where  = "same(effect.subject, cause.subject) && effect.peer.name == '' && all(effect.rules, # in ['pool-exhausted', 'java-pool-exhausted', 'pool-or-queue-full'])"
  }

  # A stopped container refuses first, then its name is gone, then packets are
  # lost: three symptoms of one absence.
  leads_to {
    causes = ["dependency.dns", "dependency.timeout", "dependency.starting"]
    where  = "same(effect.subject, cause.subject) && same(effect.peer, cause.peer) && not any(effect.rules, # in ['server-ready-later', 'server-initialised-later'])"
  }

  leads_to {
    causes = [
      "dependency.timeout",
    ]
    where = "same(effect.subject, cause.subject)"
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
  }

  # who loses what it needs does not come up, and others look for it in vain
  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject) && not same(effect.subject, cause.subject)"
  }

  dissent "box" {
    fact    = "container.state"
    where   = "same(box, cause.peer) && box.running && box.health == 'healthy'"
    message = "docker inspect shows ${box.subject} running and healthy: it had come back when that was written, or listens elsewhere"
  }

  dissent "probe" {
    fact    = "probe.result"
    where   = "same(endpoint(probe.host, probe.port), cause.peer) && probe.ok && probe.tool not in ['ping', 'getent', 'nslookup', 'dig']"
    message = "${probe.tool} got an answer from ${cause.peer}: it had come back by then, or answers others"
  }

  fix "look" {
    title = "See whether the peer runs, and why not"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "ps", "-a", "--filter", "name=${host_of(peer.name)}"],
      ["docker", "logs", "--tail", "50", "${host_of(peer.name)}"],
    ]
  }

  fix "start" {
    title = "Start the peer"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "start", "${host_of(peer.name)}"],
    ]
  }

  fix "address" {
    title = "Correct host and port in the program's settings; inside a container localhost is the container itself"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Retry with back-off at start-up.", "Use depends_on with condition: service_healthy."]
  references = ["https://docs.docker.com/compose/how-tos/startup-order/"]
}

cause "dependency.dns" {
  title    = "The peer's name does not resolve"
  severity = "error"
  summary  = "No container or host has the name; a stopped container leaves Docker's DNS too."
  lies_in  = "peer"
  quiet    = "10m"

  changes = [
    "container.state.env_addresses",
    "container.state.links",
    "container.state.dns",
    "container.state.networks",
    "container.state.network_mode",
    "container.state.extra_hosts",
    "docker.object",
  ]

  # an index of packages that can't be asked has none
  leads_to {
    causes = ["app.module-missing"]
    where  = "all(effect.rules, # == 'pip-no-distribution')"
  }

  # clients that say only that nobody was there
  leads_to {
    causes = ["dependency.refused"]
    where  = "same(effect.subject, cause.subject) && effect.peer.name == '' && all(effect.rules, # in ['shipper-cannot-connect', 'peer-unreachable', 'kafka-no-brokers', 'elastic-refused', 'sqlserver-unreachable', 'redis-server-lost', 'proxy-backend-down'])"
  }

  # a pool whose connections can't be made runs dry
  leads_to {
    causes = ["dependency.overloaded"]
    where  = "same(effect.subject, cause.subject) && effect.peer.name == '' && all(effect.rules, # in ['pool-exhausted', 'java-pool-exhausted', 'pool-or-queue-full'])"
  }

  leads_to {
    causes = ["dependency.timeout"]
    where  = "same(effect.subject, cause.subject) && same(effect.peer, cause.peer)"
  }

  leads_to {
    causes = [
      "dependency.timeout",
    ]
    where = "same(effect.subject, cause.subject)"
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
  }

  # who loses what it needs does not come up, and others look for it in vain
  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject) && not same(effect.subject, cause.subject)"
  }

  dissent "probe" {
    fact    = "probe.result"
    where   = "same(endpoint(probe.host, 0), cause.peer) && probe.ok && probe.tool in ['getent', 'nslookup', 'dig', 'ping']"
    message = "${probe.tool} resolved ${probe.host}: from another network, or at another time"
  }

  fix "look" {
    title = "See who is on the network, and under which name"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "network", "ls"],
      ["docker", "ps", "-a", "--format", "{{.Names}} {{.Networks}}"],
    ]
  }

  fix "name" {
    title = "Correct the name in the settings, or put both containers on one network"
    stage = "next"
    risk  = "disruptive"
  }

  fix "engine" {
    title = "Restart Docker, when its own name server answers nothing"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["systemctl", "restart", "docker"],
    ]
  }

  prevent    = ["Use service names of the compose file as host names."]
  references = ["https://docs.docker.com/compose/how-tos/networking/"]
}

cause "dependency.timeout" {
  title    = "The peer can't be reached in time"
  severity = "error"
  summary  = "Packets get no answer: no route, a firewall that drops, a host that is down, or a peer too busy to accept."
  lies_in  = "peer"
  quiet    = "10m"

  changes = [
    "container.state.env_addresses",
    "probe.result",
    "container.state.networks",
    "container.state.network_mode",
    "container.state.extra_hosts",
    "docker.object",
    "host.firewall",
  ]

  # an index of packages that can't be asked has none
  leads_to {
    causes = ["app.module-missing"]
    where  = "all(effect.rules, # == 'pip-no-distribution')"
  }

  # clients that say only that nobody was there
  leads_to {
    causes = ["dependency.refused"]
    where  = "same(effect.subject, cause.subject) && effect.peer.name == '' && all(effect.rules, # in ['shipper-cannot-connect', 'peer-unreachable', 'kafka-no-brokers', 'elastic-refused', 'sqlserver-unreachable', 'redis-server-lost', 'proxy-backend-down'])"
  }

  # a pool whose connections can't be made runs dry
  leads_to {
    causes = ["dependency.overloaded"]
    where  = "same(effect.subject, cause.subject) && effect.peer.name == '' && cause.peer.name != '' && all(effect.rules, # in ['pool-exhausted', 'java-pool-exhausted', 'pool-or-queue-full'])"
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
  }

  # who loses what it needs does not come up, and others look for it in vain
  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject) && not same(effect.subject, cause.subject)"
  }

  dissent "box" {
    fact    = "container.state"
    where   = "same(box, cause.peer) && box.running && box.health == 'healthy'"
    message = "docker inspect shows ${box.subject} running and healthy: it had come back when that was written, or listens elsewhere"
  }

  dissent "probe" {
    fact    = "probe.result"
    where   = "same(endpoint(probe.host, probe.port), cause.peer) && probe.ok && probe.tool not in ['ping', 'getent', 'nslookup', 'dig']"
    message = "${probe.tool} got an answer from ${cause.peer}: it had come back by then, or answers others"
  }

  fix "probe" {
    title = "Try the connection from inside the container"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${subject.name}", "sh", "-c", "getent hosts ${host_of(peer.name)}"],
    ]
  }

  fix "route" {
    title = "Check routes and firewall between the two"
    stage = "next"
    risk  = "safe"
    commands = [
      ["ip", "route"],
      ["iptables", "-S"],
    ]
  }

  fix "restart" {
    title = "Restart the peer, when it answers nobody"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${host_of(peer.name)}"],
    ]
  }

  prevent    = ["Set connect time-outs and alert on them."]
  references = ["https://docs.docker.com/engine/network/"]
}

cause "dependency.starting" {
  title    = "The peer was still starting"
  severity = "warning"
  summary  = "The peer accepts connections only when it has loaded or recovered its data."
  lies_in  = "peer"
  quiet    = "10m"

  changes = [
    "container.state.depends_on",
    "container.state.health_test",
    "compose.service.depends_healthy",
  ]

  leads_to {
    causes = ["dependency.refused"]
    where  = "any(cause.rules, # in ['server-ready-later', 'server-initialised-later']) && (same(effect.subject, cause.subject) && same(effect.peer, cause.peer) || 'elastic-refused' in effect.rules && effect.peer.name == '' && cause.peer.name endsWith ':9200')"
  }

  # a pool whose connections can't be made runs dry
  leads_to {
    causes = ["dependency.overloaded"]
    where  = "same(effect.subject, cause.subject) && effect.peer.name == '' && all(effect.rules, # in ['pool-exhausted', 'java-pool-exhausted', 'pool-or-queue-full'])"
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
  }

  # who loses what it needs does not come up, and others look for it in vain
  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject) && not same(effect.subject, cause.subject)"
  }

  fix "wait" {
    title = "Wait until the peer is ready, then restart what gave up"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  fix "order" {
    title = "Let it wait for the peer's health check: depends_on with condition: service_healthy"
    stage = "next"
    risk  = "disruptive"
  }

  fix "stuck" {
    title = "Restart the peer, when its log shows no progress"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${host_of(peer.name)}"],
    ]
  }

  prevent    = ["Give the peer a health check and wait for it."]
  references = ["https://docs.docker.com/compose/how-tos/startup-order/"]
}

cause "dependency.overloaded" {
  title    = "The peer turns clients away"
  severity = "error"
  summary  = "The peer is at its limit of connections or requests."
  lies_in  = "peer"
  quiet    = "10m"

  changes = [
    "container.state.command",
    "container.state.cpus",
    "container.state.image",
  ]

  # the server says it too
  leads_to {
    causes = [
      "dependency.overloaded",
    ]
    where = "same(effect.peer, cause.subject) || depends_on(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.timeout",
    ]
    where = "same(effect.subject, cause.subject) && (effect.peer.name == '' || cause.peer.name != '')"
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
  }

  # who loses what it needs does not come up, and others look for it in vain
  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject) && not same(effect.subject, cause.subject)"
  }

  fix "pool" {
    title = "Use fewer connections: a smaller pool, fewer workers, a pooler such as PgBouncer"
    stage = "now"
    risk  = "disruptive"
  }

  fix "raise" {
    title = "Raise the peer's limit (max_connections, maxclients)"
    stage = "next"
    risk  = "disruptive"
  }

  fix "restart" {
    title = "Restart the clients that hold connections without using them"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  prevent    = ["Keep the sum of all pools below the peer's limit."]
  references = ["https://www.postgresql.org/docs/current/runtime-config-connection.html"]
}

cause "dependency.stopped" {
  title    = "The peer was stopped or removed"
  severity = "error"
  summary  = "The peer's container was ended on purpose or never started; its name then leaves Docker's DNS."

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

  fix "policy" {
    title = "Let Docker start it again after a reboot"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "update", "--restart", "unless-stopped", "${subject.name}"],
    ]
  }

  fix "recreate" {
    title = "Recreate it from its compose file"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "compose", "up", "-d", "${subject.service}"],
    ]
  }

  prevent    = ["Set a restart policy."]
  references = ["https://docs.docker.com/engine/containers/start-containers-automatically/"]
}

cause "dependency.memory-full" {
  title    = "The peer reached a memory setting of its own"
  severity = "error"
  summary  = "The store refuses writes because it is at the memory it was allowed (maxmemory with noeviction and the like)."
  lies_in  = "peer"
  quiet    = "10m"

  changes = [
    "container.state.command",
    "container.state.memory_limit_bytes",
  ]

  # what the blocked publishers say of it
  leads_to {
    causes = ["dependency.overloaded"]
    where  = "all(effect.rules, # == 'rabbit-publisher-blocked')"
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
  }

  # who loses what it needs does not come up, and others look for it in vain
  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject) && not same(effect.subject, cause.subject)"
  }

  fix "look" {
    title = "See use and policy"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${host_of(peer.name)}", "redis-cli", "INFO", "memory"],
    ]
  }

  fix "policy" {
    title = "Raise maxmemory or choose an eviction policy"
    stage = "next"
    risk  = "disruptive"
  }

  fix "drop" {
    title = "Delete data that the peer can make again, such as a cache; it is lost"
    stage = "last-resort"
    risk  = "destructive"
  }

  prevent    = ["Alert at 80 % of maxmemory."]
  references = ["https://redis.io/docs/latest/develop/reference/eviction/"]
}

cause "dependency.read-only" {
  title    = "The peer accepts no writes"
  severity = "error"
  summary  = "It is a replica, in recovery, or stopped writing after it could not save."
  lies_in  = "peer"
  quiet    = "10m"

  changes = [
    "container.state.command",
    "container.state.env_addresses",
    "container.state.mounts",
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
  }

  # who loses what it needs does not come up, and others look for it in vain
  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
    ]
    where = "same(effect.peer, cause.subject) && not same(effect.subject, cause.subject)"
  }

  fix "look" {
    title = "See why it is read-only: role, last save"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "exec", "${host_of(peer.name)}", "redis-cli", "INFO"],
    ]
  }

  fix "primary" {
    title = "Write to the primary, or mend what keeps it from saving (disk space, permissions)"
    stage = "next"
    risk  = "disruptive"
  }

  fix "promote" {
    title = "Promote a replica or remove the read-only setting, when no other primary lives"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Connect writers through a name that follows the primary."]
  references = ["https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/"]
}
