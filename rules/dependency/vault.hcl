rule "vault-sealed" {
  cause      = "dependency.starting"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Vault is sealed|local node not active but active cluster node not found|error="Vault is sealed"|core: stored unseal keys (?:supported, but none found)
    EOT
  }
  message = "${line.found}"
}
