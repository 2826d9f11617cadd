rule "lucene-versions" {
  cause      = "data.version-mismatch"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not load codec '(?:\w+)'|must be reindexed|Incompatible SSTable found|Saved cluster name .{1,60} != configured name|Incompatible InfluxDB 1\.x metadata found
    EOT
  }
  message = "The files were written by another version: ${line.found}"
}
