rule "postgres-as-root" {
  title      = "PostgreSQL refuses to run as root"
  cause      = "permission.file"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      "root" execution of the PostgreSQL server is not permitted|initdb: error: cannot be run as root
    EOT
  }
  message = "PostgreSQL refuses to run as root"
}

rule "postgres-change-permissions" {
  cause      = "permission.file"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      could not (?:change|set) permissions (?:of|on) (?:directory|file) "(?:[^"]+)": (?:Operation not permitted|Permission denied)|chmod: changing permissions of \S+ Operation not permitted
    EOT
  }
  message = "PostgreSQL can't set the mode of its data directory: ${line.found}"
}
