rule "redis-refused" {
  cause      = "dependency.refused"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error (?:111|61|10061) connecting to (?P<host>[A-Za-z0-9][\w.-]*):(?P<port>\d{2,5})\. (?:Connection refused|Connect call failed|Multiple exceptions)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "redis-dns" {
  cause      = "dependency.dns"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error -[235] connecting to (?P<host>[A-Za-z0-9][\w.-]*):(?P<port>\d{2,5})\. (?:Name or service not known|Temporary failure in name resolution|No address associated)
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "redis-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error (?:110|113|101) connecting to (?P<host>[A-Za-z0-9][\w.-]*):(?P<port>\d{2,5})|Timeout connecting to server|redis[\w.]*exceptions\.TimeoutError
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "${line.found}"
}

rule "redis-loading" {
  cause      = "dependency.starting"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:BusyLoadingError|LOADING) ?:? ?Redis is loading the dataset in memory
    EOT
  }
  message = "${line.found}"
}

rule "redis-max-clients" {
  cause      = "dependency.overloaded"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ERR max number of clients reached|max number of clients reached
    EOT
  }
  message = "${line.found}"
}

rule "redis-maxmemory" {
  cause      = "dependency.memory-full"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      command not allowed when used memory > 'maxmemory'
    EOT
  }
  message = "${line.found}"
}

rule "redis-misconf" {
  cause      = "dependency.read-only"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      MISCONF (?:Redis|Valkey|Errors)|Redis is configured to save RDB snapshots, but
    EOT
  }
  message = "${line.found}"
}

rule "redis-readonly-replica" {
  cause      = "dependency.read-only"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      READONLY You can't write against a read only (?:replica|slave)|You can't write against a read only
    EOT
  }
  message = "${line.found}"
}

# A single refusal is the ordinary course of a restarting master.
rule "redis-replica-refused" {
  title      = "The replica is refused by its master"
  cause      = "dependency.refused"
  confidence = 0.9
  within     = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Error condition on socket for SYNC: Connection refused|Unable to connect to MASTER: Connection refused
    EOT
    count   = 2
  }
  message = "The replica is refused by its master"

  until "synced" {
    fact    = "log.line"
    pattern = <<-EOT
      MASTER <-> (?:REPLICA|SLAVE) sync: Finished with success|Successful partial resynchronization
    EOT
    where   = "same(synced, line)"
  }
}

rule "redis-replica-name" {
  cause      = "dependency.dns"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unable to connect to MASTER: (?:Resource temporarily unavailable|No such file or directory|Invalid argument|Success|Name or service)|Can't resolve (?:instance|master|replica) hostname|Failed to resolve hostname '(?P<host>[^']+)\'
    EOT
  }
  peer    = "endpoint(line.capture.host, 0)"
  message = "The name of the Redis master does not resolve: ${line.found}"

  until "synced" {
    fact    = "log.line"
    pattern = <<-EOT
      MASTER <-> (?:REPLICA|SLAVE) sync: Finished with success|Successful partial resynchronization
    EOT
    where   = "same(synced, line)"
  }
}

rule "redis-replica-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Timeout connecting to the MASTER|Error condition on socket for SYNC: (?:No route to host|Connection timed out|Network is unreachable|Operation timed out)|MASTER timeout: no data nor PING received
    EOT
  }
  message = "The replica can't reach its master: ${line.found}"

  until "synced" {
    fact    = "log.line"
    pattern = <<-EOT
      MASTER <-> (?:REPLICA|SLAVE) sync: Finished with success|Successful partial resynchronization
    EOT
    where   = "same(synced, line)"
  }
}

rule "redis-master-down" {
  title      = "Sentinels agree that the Redis master is down"
  cause      = "dependency.timeout"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \+odown master \S+ (?P<host>[\w.:-]+) (?P<port>\d+)|-failover-abort-\S+ master
    EOT
  }
  peer    = "endpoint(line.capture.host, line.capture.port)"
  message = "Sentinels agree that the Redis master is down"

  until "switched" {
    fact    = "log.line"
    pattern = <<-EOT
      \+switch-master|-odown master
    EOT
    where   = "same(switched, line)"
  }
}

rule "redis-cluster-down" {
  cause      = "dependency.starting"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      CLUSTERDOWN |MASTERDOWN Link with MASTER is down|Cluster state changed: fail
    EOT
  }
  message = "The Redis cluster does not serve all its data: ${line.found}"

  until "served" {
    fact    = "log.line"
    pattern = <<-EOT
      Cluster state changed: ok
    EOT
    where   = "same(served, line)"
  }
}

rule "redis-no-replicas" {
  cause      = "dependency.read-only"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      NOREPLICAS Not enough good (?:replicas|slaves) to write
    EOT
  }
  message = "${line.found}"
}

rule "redis-busy-script" {
  cause      = "dependency.overloaded"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      BUSY (?:Redis|Valkey|KeyDB) is busy running a script
    EOT
  }
  message = "${line.found}"
}

rule "redis-server-lost" {
  cause      = "dependency.refused"
  confidence = 0.6

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Redis server went away|redis[\w.]*\.ConnectionError: (?:Connection closed by server|Error while reading)|Redis connection (?:lost|closed) and commands? aborted
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "The client lost Redis and gave up: ${line.found}"
}

rule "redis-command-timeout" {
  cause      = "dependency.timeout"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      RedisCommandTimeoutException|RedisTimeoutException: Timeout |RedisTimeoutError|Redis(?:Client)?::ReadTimeoutError|redis: connection pool timeout|redis\S* .{0,60}i/o timeout
    EOT
  }
  message = "${line.found}"
}

rule "redis-sentinel-no-master" {
  cause      = "dependency.starting"
  confidence = 0.82

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      MasterNotFoundError|No master found for '(?:[^']+)'|All sentinels (?:are unreachable|down)|sentinels? (?:are )?unreachable
    EOT
  }
  message = "The sentinels name no master: ${line.found}"
}
