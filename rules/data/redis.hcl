rule "redis-rdb-damaged" {
  cause      = "data.corrupt"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Wrong RDB checksum|Terminating server after rdb file reading failure|--- RDB ERROR DETECTED|Internal error in RDB reading offset|corrupted cluster config file
    EOT
  }
  message = "Redis can't load its snapshot, the file is damaged: ${line.found}"
}

rule "redis-append-file-damaged" {
  cause      = "data.corrupt"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Bad file format|Unexpected end of file) reading the append only file|The AOF (?:base )?file \S+ doesn't exist|AOF loading aborted because of
    EOT
  }
  message = "Redis can't load its append-only file: ${line.found}"
}

rule "redis-cluster-file-locked" {
  cause      = "data.locked"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      cluster configuration file \S+ is already used by a different (?:Redis|Valkey|KeyDB) Cluster node
    EOT
  }
  message = "${line.found}"
}
