rule "data-version" {
  cause      = "data.version-mismatch"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)database files are incompatible with server|Can't handle RDB format version|The data directory was initialized by PostgreSQL version|cannot (?:upgrade|downgrade) (?:a node )?from|Unsupported upgrade|InnoDB: .{0,60}(?:upgrade|downgrade) .{0,40}not|Invalid MySQL server (?:upgrade|downgrade)|featureCompatibilityVersion|UPGRADE PROBLEM|This database was created (?:with|by) a (?:newer|later)|unsupported (?:database |file |schema |storage )?version|incompatible (?:data|database|storage|index|schema) (?:version|format)|is not compatible with this version|in (?:9\.\d|1\d)\+? image|format version .{0,40}(?:not supported|unknown|newer)|downgrade (?:is )?not supported|index .{0,80}(?:was )?created (?:with|in) (?:version )?\[?\d
    EOT
    where   = "not (line.message matches '(?i)sqlite3|tls: |handshake')"
  }
  message = "${line.found}"
}

rule "elastic-mongo-version" {
  cause      = "data.version-mismatch"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:cannot upgrade a node from version|was created with version .{1,40}(?:but|which)|IndexFormatTooOldException|IndexFormatTooNewException|Wrong mongod version|Invalid feature compatibility version|UNKNOWN_FEATURE|requires at least version|unsupported on-disk|on-disk (?:format|version).{0,60}(?:unsupported|not supported|mismatch)|unsupported format version|dump (?:file )?version .{0,40}(?:unsupported|newer)|unsupported version \(\d+\.\d+\) in file header|server version mismatch|schema version .{0,60}(?:newer|unsupported|mismatch)|Database version .{0,60}(?:newer|not supported)|cluster version .{0,40}(?:lower|higher)|etcd.{0,40}(?:downgrade|cannot join))
    EOT
  }
  message = "${line.found}"
}
