rule "vector-store-locked" {
  cause      = "data.locked"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't open WAL: Resource temporarily unavailable|Failed to load local shard[^\n]{0,200}Resource temporarily unavailable|Storage folder .{1,80} is already accessed by another instance
    EOT
  }
  message = "${line.found}"
}

rule "vector-store-damaged" {
  cause      = "data.corrupt"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't load collection config|Failed to load (?:local )?shard|RocksDB (?:open )?error: Corruption|Can't read (?:segment|collection)
    EOT
    where   = "not (line.message matches 'temporarily unavailable|[Pp]ermission denied|No space|Too many open')"
  }
  message = "${line.found}"
}
