rule "shared-library-missing" {
  cause      = "app.library-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)error while loading shared libraries: (?P<name>[^\s:]+)|(?P<name2>[\w.+-]+\.so[\w.]*): cannot open shared object file|version .GLIBC(?:XX)?_[\d.]+' not found|Error loading shared library|Error relocating|libc\.musl|ld-linux.{0,40}(?:no such file|not found)|DllNotFoundException|Unable to load shared library|java\.lang\.UnsatisfiedLinkError|GLIBC_[\d.]+' not found
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches '(?i)libcuda|libnvidia|libcudart|libnvrtc|libcublas')"
  }
  message = "${line.found}"
}
