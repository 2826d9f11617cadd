rule "redis-acl-file-missing" {
  cause      = "config.secret-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ACL errors: Error loading ACLs, opening file '[^']+': No such file
    EOT
  }
  message = "${line.found}"
}

rule "redis-acl-file-invalid" {
  cause      = "config.invalid"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      because of ACL errors: \S+:\d+: |Error in (?:user declaration|applying operation) 
    EOT
  }
  message = "${line.found}"
}

rule "redis-tls-file" {
  cause      = "config.secret-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed to load (?:certificate|private key|CA certificate\(s\) file/directory|DH params file): [^\n]{1,200}No such file
    EOT
  }
  message = "${line.found}"
}

rule "redis-not-cluster-aware" {
  cause      = "config.invalid"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ResponseError: |ReplyError: |DataException: |\(error\) |ERR |: )MOVED \d+ [\w.:-]+|ERR This instance has cluster support disabled
    EOT
  }
  message = "The client speaks to a Redis Cluster as to a single server, or the reverse: ${line.found}"
}

rule "redis-protected-mode" {
  title      = "Redis runs in protected mode and takes no connection from other hosts"
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      DENIED (?:Redis|Valkey|KeyDB) is running in protected mode
    EOT
  }
  message = "Redis runs in protected mode and takes no connection from other hosts"
}

rule "redis-node-not-empty" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \[ERR\] Node \S+ is not empty|must have parameter ssl_cert_reqs
    EOT
  }
  message = "${line.found}"
}
