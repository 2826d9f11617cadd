rule "collection-missing" {
  cause      = "app.schema-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Collection `?(?:[\w-]+)`? (?:doesn\\?'t exist|not found|does not exist)|CollectionNotExistException|could not find class (?:\w+) in schema|can't find collection|Could not connect to tenant|InvalidCollectionException
    EOT
  }
  message = "The vector store has no such collection: ${line.found}"
}

rule "vector-client-versions" {
  cause      = "app.dependency-incompatible"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      client version \S+ is incompatible with server version|unsupported version of sqlite3|requires sqlite3 >= 
    EOT
  }
  message = "${line.found}"
}
