rule "listed-folder-for-file" {
  title      = "A folder stands where a file should be mounted"
  cause      = "container.mount-invalid"
  confidence = 0.8

  match "file" {
    fact  = "file.entry"
    where = "file.type == 'directory' && file.path matches '(?i)\\\\.(cfg|conf|cnf|ya?ml|json|toml|ini|env|pem|crt|key|sql|sh|properties|xml|txt)$'"
  }
  message = "${file.path} is a folder: Docker makes one where the file to mount is missing"
}

rule "file-is-a-folder" {
  title      = "A folder stands where a file should be mounted"
  cause      = "container.mount-invalid"
  confidence = 0.78

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      IsADirectoryError: [^\n]*\.(?:ya?ml|json|toml|conf|ini|env|cfg|pem|key|crt|cnf|xml|properties|sqlite3?|db)'|EISDIR: illegal operation on a directory, (?:read|open)|Mounts denied: 
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "A folder stands where a file should be mounted: ${line.found}"
}
