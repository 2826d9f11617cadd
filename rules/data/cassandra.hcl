rule "cassandra-commit-log" {
  cause      = "data.corrupt"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      CommitLogReadException|error while processing commit log|CorruptSSTableException
    EOT
  }
  message = "${line.found}"
}
