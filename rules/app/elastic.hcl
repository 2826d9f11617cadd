rule "elastic-client-versions" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      UnsupportedProductError|The client noticed that the server is not Elasticsearch|media_type_header_exception|Accept version must be either version|This version of Kibana \(\S+\) is incompatible with
    EOT
  }
  message = "Client and server versions do not fit: ${line.found}"
}
