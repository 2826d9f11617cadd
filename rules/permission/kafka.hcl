rule "kafka-image-path" {
  title      = "Kafka's data directory is not writable for the image's user"
  cause      = "permission.file"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      dub path \S+ writable\] FAILED
    EOT
  }
  message = "Kafka's data directory is not writable for the image's user"
}
