# What ls says of the files a program needs.

rule "listed-secret-missing" {
  title      = "ls does not find a secret"
  cause      = "config.secret-missing"
  confidence = 0.85

  match "file" {
    fact  = "file.entry"
    where = "file.type == 'missing' && (file.path matches '(?i)/secrets?/[^/]+|\\\\.(pem|key|crt|env)$|password|credential' || file.path endsWith '/secrets' && file.subject.name != file.path)"
  }
  message = "${file.path}: ${file.message}"
}

rule "listed-config-missing" {
  title      = "ls does not find a configuration file"
  cause      = "config.secret-missing"
  confidence = 0.6

  match "file" {
    fact  = "file.entry"
    where = "file.type == 'missing' && file.path matches '(?i)\\\\.(ya?ml|toml|conf|cnf|ini|json|properties)$' && not (file.path matches '(?i)/secrets?/')"
  }
  message = "${file.path}: ${file.message}"
}

rule "listed-secret-empty" {
  title      = "A secret is an empty file"
  cause      = "config.secret-missing"
  confidence = 0.65

  match "file" {
    fact  = "file.entry"
    where = "file.type == 'file' && file.size_bytes == 0 && file.path matches '(?i)/secrets?/[^/]+$'"
  }
  message = "${file.path} is empty"
}
