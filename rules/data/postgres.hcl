rule "postgres-image-layout" {
  title      = "The image expects another layout of the data directory than the one that is mounted"
  cause      = "data.version-mismatch"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      in 18\+, these Docker images are configured to store database data|there appears to be PostgreSQL data in:
    EOT
  }
  message = "The image expects another layout of the data directory than the one that is mounted"
}

rule "postgres-system-id" {
  cause      = "data.version-mismatch"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      system ID mismatch, node \S+ belongs to a different cluster|database system identifier differs between|timeline \d+ (?:of the primary does not match|is not a child of)
    EOT
  }
  message = "${line.found}"
}

rule "postgres-collation" {
  cause      = "data.version-mismatch"
  confidence = 0.7
  severity   = "warning"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      has a collation version mismatch|collation "[^"]+" has version mismatch
    EOT
  }
  message = "The C library changed its sort order since the database was made: ${line.found}"
}

rule "postgres-pid-file" {
  cause      = "data.locked"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:bogus data in lock file|lock file) "postmaster\.pid"(?: is empty|: )|pre-existing shared memory block .{1,40} is still in use
    EOT
    where   = "not (line.message matches '(?i)could not (?:write|create|open) lock file .*(?:no space|permission|read-only|input/output)')"
  }
  message = "PostgreSQL finds a lock of another or a crashed server: ${line.found}"
}

rule "postgres-data-missing" {
  cause      = "data.corrupt"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      missing chunk number \d+ for toast value|could not access status of transaction|could not open file "(?:base|global|pg_xact|pg_multixact)/[^"]+": No such file|pg_control": No such file|could not find the database system
    EOT
  }
  message = "Files of the database are missing or damaged: ${line.found}"
}

rule "postgres-index-damaged" {
  cause      = "data.corrupt"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      index "(?:[^"]+)" (?:contains (?:unexpected zero page|corrupted page)|is not a (?:btree|hash|gin))|right sibling's left-link doesn't match|table tid from new index tuple .{1,60} overlaps
    EOT
  }
  message = "An index of the database is damaged: ${line.found}"
}

rule "postgres-wal-removed" {
  title      = "The standby fell so far behind that its primary no longer has the WAL it needs: it must be copied anew"
  cause      = "data.corrupt"
  confidence = 0.75
  severity   = "error"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      requested WAL segment \S+ has already been removed
    EOT
  }
  message = "The standby fell so far behind that its primary no longer has the WAL it needs: it must be copied anew"
}

rule "postgres-transaction-conflict" {
  cause      = "data.lock-contention"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not serialize access due to|idle-in-transaction timeout|terminating connection due to (?:idle-in-transaction|transaction) timeout|could not obtain lock on (?:row|relation)
    EOT
  }
  message = "${line.found}"
}

rule "postgres-wraparound" {
  title      = "The database stopped writes to avoid transaction id wraparound: it must be vacuumed"
  cause      = "dependency.read-only"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      is not accepting commands (?:that assign new \w+ )?to avoid wraparound data loss
    EOT
  }
  message = "The database stopped writes to avoid transaction id wraparound: it must be vacuumed"
}

rule "replication-slot-missing" {
  cause      = "data.corrupt"
  confidence = 0.7
  severity   = "error"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      replication slot "(?:[^"]+)" does not exist|is not a child of this server's history
    EOT
  }
  message = "The standby does not fit its primary any more: ${line.found}"
}
