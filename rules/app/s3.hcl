rule "bucket-missing" {
  title      = "The bucket does not exist"
  cause      = "app.schema-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \(NoSuchBucket\)|<Code>NoSuchBucket</Code>|NoSuchBucket: |The specified bucket does not exist
    EOT
  }
  message = "The bucket does not exist"
}
