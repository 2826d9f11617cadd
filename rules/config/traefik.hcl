rule "traefik-settings" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      the service \\?"(?:[^"\\]+)\\?" does not exist|error: port is missing|middleware \\?"[^"\\]+\\?" does not exist|field not found, node: (?:\w+)|adding file watcher: lstat|entryPoint \\?"[^"\\]+\\?" doesn't exist|EntryPoint doesn't exist
    EOT
  }
  message = "Traefik can't use a part of its configuration: ${line.found}"
}
