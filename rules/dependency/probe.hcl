# What checks run by hand say of a peer: redis-cli, pg_isready, curl, nc, dig, ping.

rule "probe-refused" {
  title      = "A probe was refused"
  cause      = "dependency.refused"
  confidence = 0.85

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'refused'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-no-response" {
  title      = "pg_isready gets no response"
  cause      = "dependency.refused"
  confidence = 0.75

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'no-response'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-dns" {
  title      = "A looked up name does not resolve"
  cause      = "dependency.dns"
  confidence = 0.88

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'dns'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-timeout" {
  title      = "A probe got no answer"
  cause      = "dependency.timeout"
  confidence = 0.8

  match "p" {
    fact  = "probe.result"
    where = "p.outcome in ['timeout', 'unreachable'] && p.tool not in ['traceroute', 'celery', 'ping']"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-ping-lost" {
  title      = "A pinged host does not answer"
  cause      = "dependency.timeout"
  confidence = 0.6

  match "p" {
    fact  = "probe.result"
    where = "p.outcome in ['timeout', 'unreachable'] && p.tool == 'ping'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-starting" {
  title      = "The peer answers that it is not ready yet"
  cause      = "dependency.starting"
  confidence = 0.9

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'starting'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-overloaded" {
  title      = "The peer turns the probe away"
  cause      = "dependency.overloaded"
  confidence = 0.9

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'overloaded'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-read-only" {
  title      = "The peer answers that it takes no writes"
  cause      = "dependency.read-only"
  confidence = 0.85

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'read-only'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "redis-info-memory-full" {
  title      = "Redis is at its maxmemory and may evict nothing"
  cause      = "dependency.memory-full"
  confidence = 0.85

  match "redis" {
    fact  = "redis.info"
    where = "redis.max_memory_bytes > 0 && redis.used_memory_bytes * 100 >= redis.max_memory_bytes * 98 && redis.max_memory_policy == 'noeviction'"
  }
  message = "Redis uses ${bytes(redis.used_memory_bytes)} of maxmemory ${bytes(redis.max_memory_bytes)} and its policy is noeviction: writes fail"
}

rule "redis-info-save-failed" {
  title      = "Redis could not save and so takes no writes"
  cause      = "dependency.read-only"
  confidence = 0.75

  match "redis" {
    fact  = "redis.info"
    where = "redis.last_save_status == 'err' || redis.last_aof_status == 'err'"
  }
  message = "Redis could not write its data to disk (rdb_last_bgsave_status ${redis.last_save_status}, aof_last_write_status ${redis.last_aof_status})"
}

rule "redis-info-loading" {
  title      = "Redis is still loading its data"
  cause      = "dependency.starting"
  confidence = 0.9

  match "redis" {
    fact  = "redis.info"
    where = "redis.loading"
  }
  message = "Redis is still loading its data, ${redis.uptime_seconds} s after its start"
}

rule "redis-info-clients-rejected" {
  title      = "Redis turned clients away"
  cause      = "dependency.overloaded"
  confidence = 0.75

  match "redis" {
    fact  = "redis.info"
    where = "redis.rejected_connections > 0 && redis.max_clients > 0 && redis.connected_clients * 10 >= redis.max_clients * 9"
  }
  message = "Redis has ${redis.connected_clients} of ${redis.max_clients} clients and turned ${redis.rejected_connections} away"
}
