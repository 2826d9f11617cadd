rule "mongo-wire-version" {
  cause      = "app.dependency-incompatible"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      reports (?:maximum )?wire version \d+, but this version of
    EOT
  }
  message = "Driver and MongoDB server are too far apart: ${line.found}"
}

rule "mongo-cpu" {
  title      = "MongoDB 5 and later need a processor with AVX, and this one has none"
  cause      = "app.segfault"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      MongoDB 5\.0\+ requires a CPU with AVX support
    EOT
  }
  message = "MongoDB 5 and later need a processor with AVX, and this one has none"
}
