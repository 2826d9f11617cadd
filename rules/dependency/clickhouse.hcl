rule "clickhouse-memory-limit" {
  cause      = "dependency.memory-full"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \(MEMORY_LIMIT_EXCEEDED\)|Memory limit \((?:total|for query|for user)\) exceeded|cache-max-memory-size exceeded
    EOT
  }
  message = "The database reached its own memory limit: ${line.found}"
}

rule "clickhouse-too-many-parts" {
  cause      = "dependency.overloaded"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \(TOO_MANY_PARTS\)|\(TOO_MANY_SIMULTANEOUS_QUERIES\)|Too many parts \(\d+\)
    EOT
  }
  message = "${line.found}"
}

rule "clickhouse-read-only" {
  cause      = "dependency.read-only"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \(TABLE_IS_READ_ONLY\)|Table is in readonly mode|\(READONLY\)
    EOT
  }
  message = "${line.found}"
}
