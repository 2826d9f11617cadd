rule "elastic-refused" {
  cause      = "dependency.refused"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:elasticsearch|opensearch|elastic_transport)[\w.]*\.(?:ConnectionError|NoLivingConnections)|NoLivingConnectionsError|no Elasticsearch node available|Unable to retrieve version information from Elasticsearch nodes|None of the configured nodes (?:are|were) available|No living connections|Elasticsearch is (?:unreachable|not running)|Unable to revive connection
    EOT
    where   = "not (line.message matches 'security_exception|incompatible')"
  }
  message = "${line.found}"
}

rule "elastic-no-master" {
  cause      = "dependency.starting"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      master not discovered (?:yet|or elected yet)|MasterNotDiscoveredException|state not recovered / initialized|cluster_manager_not_discovered|Not yet initialized \(you may need to run securityadmin\)|NoShardAvailableActionException|all shards failed|Waiting for that migration to complete
    EOT
  }
  message = "The Elasticsearch cluster is not ready: ${line.found}"

  until "formed" {
    fact    = "log.line"
    pattern = <<-EOT
      master node changed|elected-as-master|recovered \[\d+\] indices|Cluster health status changed|Kibana is now available|Node started
    EOT
    where   = "same(formed, line)"
  }
}

rule "elastic-index-blocked" {
  title      = "The index takes no writes"
  cause      = "dependency.read-only"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      FORBIDDEN/(?:5|8)/index (?:read-only|write)
    EOT
  }
  message = "The index takes no writes: ${line.found}"
}
