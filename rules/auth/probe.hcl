# What peers answer to probes that are not allowed in. A person who probes
# without the password the programs have sees NOAUTH too: hence the doubt.

rule "probe-without-password" {
  title      = "The peer wants a password"
  cause      = "auth.missing-password"
  confidence = 0.6

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'auth' && p.message matches 'NOAUTH|no password supplied|using password: NO'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-wrong-password" {
  title      = "The peer rejects the password"
  cause      = "auth.wrong-password"
  confidence = 0.85

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'auth' && p.message matches '(?i)WRONGPASS|authentication failed|using password: YES|no pg_hba'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}

rule "probe-role-missing" {
  title      = "The peer does not know the role or database"
  cause      = "auth.role-missing"
  confidence = 0.9

  match "p" {
    fact  = "probe.result"
    where = "p.outcome == 'missing'"
  }
  peer    = "endpoint(p.host, p.port)"
  message = "${p.tool}: ${first_line(p.message)}"

  until "back" {
    fact  = "probe.result"
    where = "back.ok && back.host == p.host && back.port == p.port"
  }
}
