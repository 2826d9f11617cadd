rule "vector-dimensions" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Vector dimension error: expected dim: (?:\d+), got (?:\d+)|expected (?:\d+) dimensions, not (?:\d+)|Embedding dimension (?:\d+) does not match collection dimensionality|vector lengths don't match|dimension mismatch
    EOT
  }
  message = "The embedding model and the collection have different dimensions: ${line.found}"
}
