cause "network.firewall" {
  title    = "A firewall filters the connection"
  severity = "error"
  summary  = "Packets are rejected or dropped, or Docker's own chains are gone."

  changes = [
    "host.firewall",
    "docker.object",
    "host.unit",
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
      "container.runtime-failed",
      "container.network-missing",
      "daemon.unreachable",
    ]

    predicts {
      among  = "peer-clients"
      weight = 0.4
    }
  }

  fix "see" {
    title = "See rules and chains"
    stage = "now"
    risk  = "safe"
    commands = [
      ["iptables", "-S"],
      ["iptables", "-t", "nat", "-S"],
    ]
  }

  fix "restart" {
    title = "Restart Docker after the firewall was reloaded: it makes its chains anew"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["systemctl", "restart", "docker"],
    ]
  }

  fix "open" {
    title = "Let the traffic through for one test, then write the rule that is missing"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["iptables", "-S"],
    ]
  }

  prevent    = ["Put own rules into DOCKER-USER."]
  references = ["https://docs.docker.com/engine/network/packet-filtering-firewalls/"]
}

cause "network.proxy" {
  title    = "A proxy setting is wrong or missing"
  severity = "error"
  summary  = "Requests go to a proxy that fails, or need one and bypass it."

  changes = [
    "container.state.env_names",
    "container.state.env_addresses",
  ]

  # an index of packages that can't be asked has none
  leads_to {
    causes = ["app.module-missing"]
    where  = "all(effect.rules, # == 'pip-no-distribution')"
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
      "image.pull-failed",
    ]
  }

  fix "see" {
    title = "See HTTP_PROXY, HTTPS_PROXY, NO_PROXY"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "info"],
    ]
  }

  fix "set" {
    title = "Set the proxy for daemon and containers; put service names into NO_PROXY"
    stage = "next"
    risk  = "disruptive"
  }

  fix "direct" {
    title = "Name the peer in NO_PROXY, so that the proxy is not asked for it"
    stage = "last-resort"
    risk  = "safe"
  }

  prevent    = ["NO_PROXY for all internal names."]
  references = ["https://docs.docker.com/engine/daemon/proxy/"]
}

cause "network.address-pool" {
  title    = "No address or subnet is left"
  severity = "error"
  summary  = "Docker's address pools are used up, or a subnet overlaps with another network."

  changes = [
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
      "container.network-missing",
    ]
  }

  fix "see" {
    title = "See networks"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "network", "ls"],
    ]
  }

  fix "prune" {
    title = "Remove unused networks; their settings are lost"
    stage = "next"
    risk  = "destructive"
    commands = [
      ["docker", "network", "prune"],
    ]
  }

  fix "pools" {
    title = "Give the daemon larger default-address-pools"
    stage = "next"
    risk  = "disruptive"
  }

  fix "move" {
    title = "Move the networks of this host to another range, when other networks use the same one"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Set default-address-pools."]
  references = ["https://docs.docker.com/reference/cli/dockerd/"]
}

cause "network.mtu" {
  title    = "Large packets are lost"
  severity = "error"
  summary  = "Small requests pass and large ones hang: the path's MTU is below the network's."

  changes = [
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

  fix "probe" {
    title = "Find the largest packet that passes"
    stage = "now"
    risk  = "safe"
    commands = [
      ["ping", "-M", "do", "-s", "1472", "${host_of(peer.name)}"],
    ]
  }

  fix "mtu" {
    title = "Set com.docker.network.driver.mtu to it"
    stage = "next"
    risk  = "disruptive"
  }

  fix "lower" {
    title = "Lower the MTU of all Docker networks (mtu in daemon.json) and make them anew"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["systemctl", "restart", "docker"],
    ]
  }

  prevent    = ["Set the MTU of networks on VPN and overlay links."]
  references = ["https://docs.docker.com/engine/network/drivers/bridge/"]
}
