rule "pool-or-queue-full" {
  cause      = "dependency.overloaded"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:es_rejected_execution_exception|EsRejectedExecution|rejected execution of|(?:connection )?pool (?:is )?(?:exhausted|timed? ?out)|pool exhausted|Timeout acquiring a connection|ResourceRequest timed out|PoolTimeout|too many requests|server (?:is )?(?:too busy|overloaded)|no more connections|max_user_connections|(?:exceed|reach|hit)[^\n]{0,30}max_connections|max_connections[^\n]{0,30}(?:exceed|reach|hit)|connection limit (?:exceeded|reached)|too many connections|channel_max|connection_limit|Maximum number of (?:clients|connections) reached|worker_connections exceed|model (?:is )?overloaded|503 .{0,30}overloaded|queue (?:is )?full|backlog full|JedisExhaustedPoolException|Could not get a resource from the pool|QueryQueueFull|ThrottlingException|request limit for the database is \d+ and has been reached|too many open connections)
    EOT
    where   = "not (line.level in ['info', 'debug'] || line.message matches '(?i)is the server overloaded[?]')"
  }
  message = "${line.found}"
}
