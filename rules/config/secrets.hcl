rule "secret-file-missing" {
  cause      = "config.secret-missing"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:(?:No such file or directory|ENOENT|not found|cannot open|can't open)[^\n]{0,80}/run/secrets/(?:[\w.-]+)|/run/secrets/(?:[\w.-]+)[^\n]{0,60}(?:No such file|not found|does not exist|ENOENT|missing|cannot open))
    EOT
  }
  message = "${line.found}"
}

rule "secret-or-config-file-missing" {
  cause      = "config.secret-missing"
  confidence = 0.72
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:no such file or directory|ENOENT|cannot (?:open|find|read|load)|could not (?:open|find|read|load)|can't open|failed to (?:open|read|load)|unable to (?:open|read|load))[^\n]{0,120}(?:secret|password|credential|\.pem|\.key\b|\.crt|\.env\b|config(?:uration)?(?: file)?\b|\.ya?ml|\.toml|\.conf\b|\.ini\b|\.json\b)[^\n]{0,80}|(?:secret|/run/secrets/\S+|passwords?|\.pem|\.key|\.crt|config(?:uration)?|\.ya?ml|\.toml|\.conf|\.ini|\.json)['\"]?:? (?:file )?(?:no such file|does not exist|not found|ENOENT)
    EOT
    where   = "line.level != 'info' && line.level != 'debug' && line.level != 'warning' && not (line.message matches '(?i)opening storage failed|unexpected character|no config file specified|permission denied|client: |cannot read propert|file or assembly|no space left|docker.sock|auto.complete config|load (cni|pg_hba|pg_ident|settings from)')"
  }
  message = "${line.found}"
}
