rule "proxy-error" {
  cause      = "network.proxy"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)ProxyError|proxyconnect tcp|407 Proxy Authentication|Proxy Authentication Required|Unable to connect to proxy|Could not resolve proxy|Cannot connect to proxy|Received HTTP code \d+ from proxy|Tunnel connection failed|proxy: unknown scheme|CONNECT tunnel failed|tunneling socket could not be established
    EOT
  }
  message = "${line.found}"
}
