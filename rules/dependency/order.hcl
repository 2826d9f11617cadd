# Start order: the program was refused until the server was ready, and had given
# up by then. The server's own log says when that was.

rule "server-ready-later" {
  title      = "The peer was ready only after the program had given up on it"
  cause      = "dependency.starting"
  confidence = 0.8
  within     = "5m"
  overlap    = true

  match "lost" {
    fact  = "finding"
    where = "lost.cause == 'dependency.refused' && not lost.resolved"
  }
  match "ready" {
    fact    = "log.line"
    pattern = <<-EOT
      database system is ready to accept connections|: ready for connections\.|Ready to accept connections|Server startup complete|Waiting for connections|^started \{|publish_address \{|Kafka Server started
    EOT
    where   = <<-EOT
      not same(ready, lost) && ready.time >= lost.until && lost.until.Year() > 1 && (
        same(ready, lost.peer) || lost.peer.name matches '^(10|172|192)[.][0-9.]+:' && (
          lost.peer.name endsWith ':5432' && ready.message contains 'system is ready to accept' ||
          lost.peer.name endsWith ':3306' && ready.message contains 'ready for connections' ||
          lost.peer.name endsWith ':6379' && ready.message contains 'Ready to accept' ||
          lost.peer.name endsWith ':27017' && ready.message contains 'Waiting for conn' ||
          lost.peer.name endsWith ':9200' && ready.message matches 'started|publish_address'))
    EOT
  }
  # it had been ready before: it was restarted, for a reason of its own
  absent "earlier" {
    fact    = "log.line"
    pattern = <<-EOT
      database system is ready to accept connections|: ready for connections\.|Ready to accept connections|Server startup complete|Waiting for connections|^started \{|publish_address \{|Kafka Server started
    EOT
    where   = "same(earlier, ready) && earlier.time < lost.time"
    before  = "24h"
  }
  subject = "lost"
  peer    = "lost.peer"
  message = "${lost.subject} was refused until ${ready.subject} was ready: ${lost.message}"
}

# The server that the image starts to fill a new data directory says that it is
# ready too; it listens on its socket only.
rule "server-initialised-later" {
  title      = "The peer was filling its new data directory when the program gave up on it"
  cause      = "dependency.starting"
  confidence = 0.85
  within     = "5m"
  overlap    = true

  match "lost" {
    fact  = "finding"
    where = "lost.cause == 'dependency.refused' && not lost.resolved"
  }
  match "ready" {
    fact    = "log.line"
    pattern = <<-EOT
      database system is ready to accept connections|: ready for connections\.
    EOT
    where   = "same(ready, lost.peer) && not same(ready, lost) && ready.time >= lost.until && lost.until.Year() > 1 && not (ready.message contains 'port: 0 ')"
  }
  match "init" {
    fact    = "log.line"
    pattern = <<-EOT
      init process (?:complete|done)[;.] [rR]eady for start up
    EOT
    where   = "same(init, ready)"
  }
  subject = "lost"
  peer    = "lost.peer"
  message = "${lost.subject} was refused while ${ready.subject} filled its new data directory: ${lost.message}"
}
