rule "mongo-key-file-mode" {
  cause      = "permission.file"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      permissions on (?:\S+) are too open|error opening file: (?:[^\s"]+): (?:bad file|Permission denied)|Attempted to create a lock file on a read-only directory|Failed to unlink socket file
    EOT
  }
  message = "MongoDB can't use a file for its owner or mode: ${line.found}"
}

rule "wiredtiger-denied" {
  cause      = "permission.file"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      WiredTiger error message[\s\S]{0,400}(?:Permission denied|Operation not permitted)
    EOT
  }
  message = "MongoDB may not open its data files: ${line.found}"
}
