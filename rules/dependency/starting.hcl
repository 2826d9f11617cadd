rule "peer-starting" {
  cause      = "dependency.starting"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:cluster is (?:not ready|starting)|Elasticsearch.{0,40}(?:not ready|is starting)|The cluster is not (?:yet )?(?:available|ready)|LEADER_NOT_AVAILABLE|CoordinatorNotAvailable|GROUP_COORDINATOR_NOT_AVAILABLE|NotLeaderForPartition|MongoDB.{0,40}starting|still (?:starting|initiali[sz]ing|loading)|model is (?:still )?loading|"message":\s?"Loading model"|server is (?:still )?starting|waiting for (?:the )?(?:database|postgres|redis|mysql|broker|elasticsearch|db|dependency) to (?:become|be|start)|503 .{0,40}(?:starting|warming)|no leader|etcdserver: (?:no leader|leader changed)|SERVER_STARTING|database system is not yet accepting)
    EOT
    where   = "line.level != 'info' && line.level != 'debug'"
  }
  message = "${line.found}"
}
