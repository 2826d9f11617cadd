rule "table-missing" {
  cause      = "app.schema-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)relation \"(?:[^\"]+)\" does not exist|no such table: (?:\S+)|Table '(?:[^']+)' doesn't exist|The table `[^`]+` does not exist|Invalid object name '|SQLSTATE\[42S02\]|ER_NO_SUCH_TABLE|UndefinedTable|Missing table|Schema-validation: missing
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "column-missing" {
  cause      = "app.schema-missing"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      UndefinedColumn|column \"?[\w.]+\"? (?:of relation \"\w+\" )?does not exist|no such column: |Unknown column '|type \"\w+\" does not exist|schema \"[^\"]+\" does not exist
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message contains 'does not exist at character')"
  }
  message = "${line.found}"
}

# The server's log has the mistakes of people who type queries as well.
rule "column-missing-again" {
  title      = "Queries ask again and again for a column that is not there"
  cause      = "app.schema-missing"
  confidence = 0.88
  within     = "1h"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      column "?[\w.]+"? (?:of relation "\w+" )?does not exist at character
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
    count   = 2
  }
  message = "${line.found}"
}

rule "index-or-collection-missing" {
  cause      = "app.schema-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      index_not_found_exception|[Cc]ollection .{1,60} (?:not found|doesn.t exist)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "migrations-pending" {
  cause      = "app.schema-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      PendingMigration|Migrations are pending|You have \d+ unapplied migration|unapplied migration|Target database is not up to date|need to initialize the database|\bP2021\b|ActiveRecord::StatementInvalid
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "migration-failed" {
  cause      = "app.schema-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't locate revision identified by '(?:\w+)'|Multiple head revisions are present|Conflicting migrations detected|InconsistentMigrationHistory|Dirty database version \d+|found failed migrations in the target database|The database schema is not empty|was previously applied but (?:has been modified|is missing)|P300[59]\b
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "flyway-liquibase" {
  cause      = "app.schema-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      FlywayValidateException|Migrations have failed validation|Migration checksum mismatch for migration|FlywayMigrateException|Migration \S+ failed$|Found non-empty schema\(s\) .{1,80} but no schema history table|liquibase\.exception\.(?:Validation|Migration)FailedException|changesets? check sum|Detected (?:failed|resolved) migration
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
