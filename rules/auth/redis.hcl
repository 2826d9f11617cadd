rule "redis-wrongpass" {
  cause      = "auth.wrong-password"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      WRONGPASS|(?:ERR|AuthenticationError:?) invalid password|invalid username-password pair
    EOT
  }
  message = "${line.found}"
}

rule "redis-noauth" {
  cause      = "auth.missing-password"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      NOAUTH Authentication required|Authentication required\.
    EOT
  }
  message = "${line.found}"
}

rule "redis-default-user-no-password" {
  cause      = "auth.wrong-password"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      AUTH <password> called without any password configured|Client sent AUTH, but no password is set
    EOT
  }
  message = "${line.found}"
}
