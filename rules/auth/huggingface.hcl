rule "hub-gated-repo" {
  cause      = "auth.missing-password"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      trying to access a gated repo|Cannot access gated repo for url (?:\S+)|Access to model (?:\S+) is restricted|GatedRepoError|awaiting a review from the repo authors|you must have access to it and be authenticated
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "hub-token-invalid" {
  cause      = "auth.wrong-password"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)Invalid user token|Invalid token passed|User Access Token .{1,40} (?:is expired|expired)|Token is required .{0,40}but no token found|Invalid credentials in Authorization header|LocalTokenNotFoundError
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
