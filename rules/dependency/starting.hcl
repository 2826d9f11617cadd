rule "peer-starting" {
  cause      = "dependency.starting"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:cluster is (?:not ready|starting)|Elasticsearch.{0,40}(?:not ready|is starting)|The cluster is not (?:yet )?(?:available|ready)|MongoDB.{0,40}starting|still (?:starting|initiali[sz]ing|loading)|model is (?:still )?loading|"message":\s?"Loading model"|server is (?:still )?starting|waiting for (?:the )?(?:database|postgres(?:ql)?|redis|valkey|mysql|mariadb|mongo(?:db)?|rabbitmq|kafka|cassandra|broker|elasticsearch|opensearch|db|dependency) to (?:become|be|start|come)|503 .{0,40}(?:starting|warming)|SERVER_STARTING|database system is not yet accepting)
    EOT
    where   = "line.level != 'info' && line.level != 'debug'"
  }
  message = "${line.found}"
}

rule "no-leader-yet" {
  cause      = "dependency.starting"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)LEADER_NOT_AVAILABLE|NotLeaderForPartition|NOT_LEADER_OR_FOLLOWER|no (?:cluster )?leader|leader changed|no leader elected|leadership lost|\belection timed? ?out
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug'])"
  }
  message = "The cluster behind it has no leader at the moment: ${line.found}"

  until "elected" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)elected leader|new leader elected|became leader|leader election (?:won|succeeded)
    EOT
    where   = "same(elected, line)"
  }
}
