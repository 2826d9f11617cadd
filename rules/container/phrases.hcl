# What any program says when it fails for this cause, in words that no one program owns.

rule "device-file-missing" {
  cause      = "container.mount-invalid"
  confidence = 0.72
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:could not open|cannot open|can't open|failed to open|unable to open|no such file or directory|cannot access|ENOENT)[^\n]{0,60}/dev/(?:tty|serial|dri|video|snd|kvm|fuse|net/tun|bus/usb|apex|i2c|spidev)|/dev/(?:tty[AUS]|serial|dri|video|snd|kvm|fuse|net/tun|bus/usb|apex|i2c|spidev)\S*[^\n]{0,40}(?:no such file|does not exist|not found|ENOENT)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning']) && not (line.message matches '(?i)permission denied|denied')"
  }
  message = "A device that the program opens is not in the container: ${line.found}"
}
