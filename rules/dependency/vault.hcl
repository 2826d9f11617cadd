rule "vault-sealed" {
  cause      = "dependency.starting"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Vault is sealed|error="Vault is sealed"|core: stored unseal keys (?:supported, but none found)
    EOT
  }
  message = "${line.found}"
}
