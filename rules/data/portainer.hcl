rule "store-of-another-edition" {
  cause      = "data.version-mismatch"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      database is set for Portainer|(?:database|data) (?:was|is) (?:created|written|upgraded) by a newer version|please downgrade|newer than (?:this|the) (?:binary|server|application) supports
    EOT
  }
  message = "${line.found}"
}
