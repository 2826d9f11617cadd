rule "elastic-bootstrap-settings" {
  cause      = "config.invalid"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      default discovery settings are unsuitable for production use|initial heap size \[\d+\] not equal to maximum heap size|Failed to load settings from \[elasticsearch\.yml\]|can ?not run (?:elasticsearch|opensearch) as root|is forbidden\. This is a superuser account|is weak\. Please re-try
    EOT
  }
  message = "Elasticsearch rejects its settings: ${line.found}"
}

rule "elastic-index-limits" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      maximum (?:normal )?shards open|Limit of total fields \[\d+\] has been exceeded|mapper_parsing_exception|illegal_argument_exception: Limit
    EOT
  }
  message = "A limit or mapping of the index refuses the data: ${line.found}"
}

rule "kibana-settings" {
  cause      = "config.invalid"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      config validation of \[(?:[^\]]+)\]|Unknown configuration key\(s\)
    EOT
  }
  message = "Kibana rejects a setting: ${line.found}"
}

rule "logstash-pipeline" {
  cause      = "config.invalid"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      LogStash::ConfigurationError|Expected one of \[[^\n]{1,120}at line \d+, column \d+|Unable to load plugin\. \{
    EOT
  }
  message = "Logstash rejects its pipeline: ${line.found}"
}
