rule "image-platform" {
  cause      = "container.arch-mismatch"
  confidence = 0.85
  severity   = "warning"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:no matching manifest for \S+ in the manifest list|The requested image's platform \([^)]*\) does not match the detected host platform|image platform \([^)]*\) does not match|does not provide the specified platform|no image found in (?:manifest list|image index) for architecture)
    EOT
  }
  message = "${line.found}"
}

rule "emulator-cannot-run" {
  cause      = "container.arch-mismatch"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Invalid ELF image for this architecture|qemu-\w+(?:-static)?: Could not open
    EOT
  }
  message = "${line.found}"
}
