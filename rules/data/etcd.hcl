rule "etcd-log-damaged" {
  cause      = "data.corrupt"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Was the raft log corrupted|failed to open WAL|wal: (?:file not found|crc mismatch|max entry size)|failed to recover v3 backend|snap: no available snapshot
    EOT
  }
  message = "${line.found}"
}

rule "etcd-other-cluster" {
  cause      = "data.version-mismatch"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      cluster ID mismatch|has already been bootstrapped|invalid downgrade; server version is lower|member count is unequal|couldn't find local name
    EOT
  }
  message = "The data belongs to another cluster or version: ${line.found}"
}

rule "etcd-database-locked" {
  cause      = "data.locked"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      db file is flocked by another process
    EOT
  }
  message = "${line.found}"
}

rule "bolt-pages-damaged" {
  title      = "A bolt database is damaged"
  cause      = "data.corrupt"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      freepages: failed to get all reachable pages|invalid freelist page|page \d+ already freed
    EOT
  }
  message = "${line.found}"
}
