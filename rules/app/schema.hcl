rule "schema-missing" {
  cause      = "app.schema-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)relation \"(?P<name>[^\"]+)\" does not exist|no such table: |Table '[^']+' doesn't exist|UndefinedTable|UndefinedColumn|column \"?[\w.]+\"? (?:of relation \"\w+\" )?does not exist|no such column: |Unknown column '|PendingMigration|Migrations are pending|unapplied migration|ActiveRecord::(?:StatementInvalid|NoDatabaseError)|Missing table|Schema-validation: missing|Can't locate revision identified by|Target database is not up to date|The table `[^`]+` does not exist|Invalid object name '|schema \"[^\"]+\" does not exist|index_not_found_exception|collection .{1,60} (?:not found|doesn.t exist)|SQLSTATE\[42S02\]|ER_NO_SUCH_TABLE|P2021|type \"\w+\" does not exist
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
