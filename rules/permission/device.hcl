rule "device-not-given" {
  cause      = "permission.seccomp"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      /dev/net/tun(?:: | does not exist| not found)|Cannot open TUN/TAP dev /dev/net/tun|/dev/fuse: (?:No such|Operation not)|fuse: device not found
    EOT
  }
  message = "The container was not given the device: ${line.found}"
}
