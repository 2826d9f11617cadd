rule "galera-unsafe-bootstrap" {
  title      = "Galera refuses to bootstrap from this node: another node may hold newer data (safe_to_bootstrap)"
  cause      = "data.locked"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      It may not be safe to bootstrap the cluster from this node
    EOT
  }
  message = "Galera refuses to bootstrap from this node: another node may hold newer data (safe_to_bootstrap)"
}
