rule "clickhouse-broken-parts" {
  cause      = "data.corrupt"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \(TOO_MANY_UNEXPECTED_DATA_PARTS\)|Suspiciously many \(\d+\) broken parts|\(CHECKSUM_DOESNT_MATCH\)|\(CANNOT_READ_ALL_DATA\)|Detaching broken part
    EOT
  }
  message = "${line.found}"
}

rule "clickhouse-locked" {
  cause      = "data.locked"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Cannot lock file \S+\. Another server instance|unable to open boltdb file \S+: timeout|[Ff]ailed opening bolt\S*:? timeout
    EOT
  }
  message = "${line.found}"
}
