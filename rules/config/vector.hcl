rule "vector-dimensions" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Vector dimension error: expected dim: (?P<want>\d+), got (?P<got>\d+)|expected (?P<want2>\d+) dimensions, not (?P<got2>\d+)|Embedding dimension (?P<got3>\d+) does not match collection dimensionality|vector lengths don't match|dimension mismatch
    EOT
  }
  message = "The embedding model and the collection have different dimensions: ${line.found}"
}
