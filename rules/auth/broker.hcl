rule "kafka-authorization" {
  cause      = "auth.wrong-password"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:TopicAuthorizationException|GroupAuthorizationException|ClusterAuthorizationException|TOPIC_AUTHORIZATION_FAILED|NOPERM|PERMISSION_DENIED: |Access denied for user .{1,60} to database|permission denied for (?:table|schema|relation|sequence|database|function|view)|AccessControlException|ACCESS_REFUSED - access to)
    EOT
  }
  message = "${line.found}"
}

rule "mongo-old-auth" {
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:auth failed|MongoAuthenticationError|MongoSecurityException|Exception authenticating|AUTH failed|ReplyError: (?:WRONGPASS|ERR invalid)|ER_ACCESS_DENIED_ERROR|28P01|error: password authentication failed|SCRAM-SHA.{0,40}(?:failed|error)|invalid (?:auth|access) token|token (?:is )?invalid|Invalid API key|invalid_api_key|Incorrect API key)
    EOT
    where   = "not (line.level in ['info', 'debug']) && not (line.message matches '(?i)imap|pop3|smtpd|rip=|from [0-9]{1,3}[.][0-9]|client.?(ip|addr)|remote.?(ip|addr)')"
  }
  message = "${line.found}"
}

rule "missing-secret-in-client" {
  cause      = "auth.missing-password"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string|no password was provided|empty password returned by client|The server requested (?:password-based )?authentication, but no password was provided|password is required|HELLO must be called with the client already authenticated|NOAUTH HELLO|did not provide a password|Missing (?:password|credentials|API key)|No API key provided|401 .{0,40}missing)
    EOT
  }
  message = "${line.found}"
}
