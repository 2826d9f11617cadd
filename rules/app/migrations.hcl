rule "database-needs-bootstrapping" {
  cause      = "app.schema-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      [Dd]atabase needs bootstrapping|run '[^']*migrations? (?:bootstrap|up)'|need to initialize the database
    EOT
  }
  message = "${line.found}"
}
