rule "kubernetes-forbidden" {
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      is forbidden: User "(?:[^"]+)" cannot \w+|You must be logged in to the server|encrypted with different token|token CA hash does not match|ACL not found|lacks permission '|No installed keys could decrypt
    EOT
    where   = "line.level != 'warning'"
  }
  message = "The cluster refuses this user or token: ${line.found}"
}
