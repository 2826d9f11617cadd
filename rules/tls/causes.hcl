cause "tls.expired" {
  title    = "A certificate is not valid now"
  severity = "error"
  summary  = "The certificate is past its validity, or not yet within it (a wrong clock does the same)."

  changes = [
    "container.state.mounts",
    "host.info.clock_synced",
  ]

  # an index of packages that can't be asked has none
  leads_to {
    causes = ["app.module-missing"]
    where  = "all(effect.rules, # == 'pip-no-distribution')"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "image.pull-failed",
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

  fix "look" {
    title = "See its dates"
    stage = "now"
    risk  = "safe"
    commands = [
      ["openssl", "s_client", "-connect", "${peer.name}", "-brief"],
    ]
  }

  fix "renew" {
    title = "Renew it and reload the server"
    stage = "next"
    risk  = "disruptive"
  }

  fix "restart" {
    title = "Reload or restart what still serves the old certificate"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  prevent    = ["Alert 30 days before certificates expire."]
  references = ["https://docs.openssl.org/master/man1/openssl-verify/"]
}

cause "tls.untrusted" {
  title    = "The certificate's authority is not trusted"
  severity = "error"
  summary  = "The chain ends in a self-signed or unknown certificate."

  changes = [
    "container.state.env_addresses",
    "container.state.mounts",
    "container.state.extra_hosts",
    "container.state.image",
  ]

  # an index of packages that can't be asked has none
  leads_to {
    causes = ["app.module-missing"]
    where  = "all(effect.rules, # == 'pip-no-distribution')"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "image.pull-failed",
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

  fix "trust" {
    title = "Add the authority's certificate to the container's trust store"
    stage = "now"
    risk  = "disruptive"
  }

  fix "chain" {
    title = "Let the server send its intermediate certificates"
    stage = "next"
    risk  = "disruptive"
  }

  fix "unverified" {
    title = "Turn verification off for one test, never for good"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Put private authorities into the base image."]
  references = ["https://docs.openssl.org/master/man1/openssl-verification-options/"]
}

cause "tls.name-mismatch" {
  title    = "The certificate is for another name"
  severity = "error"
  summary  = "The name the client used is not among the certificate's names."

  changes = [
    "container.state.env_addresses",
    "container.state.mounts",
    "container.state.extra_hosts",
    "container.state.image",
  ]

  leads_to {
    causes = [
      "dependency.refused",
      "image.pull-failed",
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

  fix "name" {
    title = "Connect by a name of the certificate, or issue one for the name in use"
    stage = "now"
    risk  = "disruptive"
  }

  fix "names" {
    title = "See the names that the certificate holds"
    stage = "next"
    risk  = "safe"
    commands = [
      ["openssl", "s_client", "-connect", "${peer.name}", "-showcerts"],
    ]
  }

  fix "alias" {
    title = "Give the peer the name of its certificate as a network alias and recreate it"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Issue certificates for service names too."]
  references = ["https://docs.openssl.org/master/man1/openssl-verification-options/"]
}

cause "tls.protocol" {
  title    = "The two sides don't speak the same protocol"
  severity = "error"
  summary  = "Plain text met a TLS port or the reverse, or the two share no TLS version or cipher."

  changes = [
    "container.state.env_addresses",
    "container.state.mounts",
    "container.state.extra_hosts",
    "container.state.image",
  ]

  leads_to {
    causes = [
      "dependency.refused",
      "image.pull-failed",
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

  fix "scheme" {
    title = "Correct the scheme (redis/rediss, http/https, sslmode) or the port"
    stage = "now"
    risk  = "disruptive"
  }

  fix "version" {
    title = "Allow a common TLS version"
    stage = "next"
    risk  = "disruptive"
  }

  fix "both" {
    title = "Turn TLS off on both sides for one test inside a private network"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Keep plain and TLS ports apart."]
  references = ["https://docs.openssl.org/master/man1/openssl-s_client/"]
}
