rule "mysql-files-locked" {
  cause      = "data.locked"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not get an exclusive lock; file is probably in use|Can't lock aria control file|unix socket lock file|Another process with pid \d+ is using unix socket file
    EOT
  }
  message = "Another server, or one that crashed, holds the files: ${line.found}"
}

rule "mysql-recovery-failed" {
  cause      = "data.corrupt"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Aria recovery failed|Bad magic header in tc log|Can't init tc log|Database page corruption on disk|Missing MLOG_CHECKPOINT|is marked as crashed and should be repaired|Cannot open datafile for read-only|Tablespace is missing for table
    EOT
  }
  message = "The server can't recover its files: ${line.found}"
}

rule "mysql-system-tables-missing" {
  cause      = "data.corrupt"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't open and lock privilege tables|Table 'mysql\.(?:user|db|plugin|servers)' doesn't exist|Data Dictionary initialization failed
    EOT
  }
  message = "The server's own tables are missing: ${line.found}"
}

rule "mysql-redo-format" {
  cause      = "data.version-mismatch"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Unknown|Unsupported) redo log format|Upgrade after a crash is not supported|Incorrect definition of table mysql\.|Invalid flags 0x\w+ in \S*ibdata1|Cannot upgrade from \d+ to \d+|built by version \d+\. Downgrade
    EOT
  }
  message = "The data is of another version of the server: ${line.found}"
}

rule "mysql-replication-stopped" {
  cause      = "data.corrupt"
  confidence = 0.8
  severity   = "error"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Slave|Replica) SQL[^\n]{0,80}(?:Could not execute|Error executing|Error ')|Got fatal error 1236 from (?:master|source)|Could not find first log file name in binary log index
    EOT
  }
  message = "The replica no longer matches its source and stopped: ${line.found}"
}

rule "innodb-does-not-start" {
  cause      = "data.corrupt"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Plugin 'InnoDB' (?:init function returned error|registration as a STORAGE ENGINE failed)|Unknown/unsupported storage engine: InnoDB|space header page consists of zero bytes|is of a different size \d+ pages than specified
    EOT
    where   = "not (line.level in ['info', 'warning'])"
  }
  message = "InnoDB can't open its files: ${line.found}"

  absent "reason" {
    fact    = "log.line"
    pattern = <<-EOT
      error (?:number )?(?:11|12|13|28)\b|Unable to lock|redo log format|upgrad|Upgrade|memory for the buffer pool
    EOT
    where   = "same(reason, line)"
  }
}
