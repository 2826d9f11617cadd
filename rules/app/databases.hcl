rule "keyspace-or-bucket-missing" {
  cause      = "app.schema-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Keyspace '?(?:\w+)'? does not exist|unconfigured table|could not find bucket|OperationFailure: ns not found|database not found: |\(UNKNOWN_TABLE\)
    EOT
  }
  message = "A keyspace, table or bucket was never made: ${line.found}"
}
