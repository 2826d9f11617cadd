rule "rabbit-cluster-disagrees" {
  cause      = "data.version-mismatch"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      inconsistent_cluster|required feature flag not enabled|schema_integrity_check_failed|Incompatible (?:feature flags|versions)|incompatible_feature_flags
    EOT
  }
  message = "The data of RabbitMQ belongs to another version or cluster: ${line.found}"
}

rule "rabbit-exclusive-queue" {
  cause      = "data.lock-contention"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      RESOURCE_LOCKED - cannot obtain exclusive access
    EOT
  }
  message = "${line.found}"
}

rule "rabbit-node-name-taken" {
  cause      = "data.locked"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      node with name "?(?:\w+)"? (?:is )?already running on
    EOT
  }
  message = "${line.found}"
}
