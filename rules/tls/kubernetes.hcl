rule "kubelet-certificate-expired" {
  cause      = "tls.expired"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      client certificate in \S+ is expired|certificate .{1,80} is expired: 
    EOT
  }
  message = "${line.found}"
}
