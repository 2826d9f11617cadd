rule "vault-token" {
  cause      = "auth.missing-password"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \* missing client token
    EOT
  }
  message = "${line.found}"
}

rule "vault-denied" {
  title      = "Vault refuses the token or the policy lacks this path"
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^\s*\* permission denied$|\* invalid role or secret ID|hvac\.exceptions\.(?:Forbidden|Unauthorized)
    EOT
  }
  message = "Vault refuses the token or the policy lacks this path"
}
