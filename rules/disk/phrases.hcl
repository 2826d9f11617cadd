# What any program says when it fails for this cause, in words that no one program owns.

rule "storage-running-full" {
  cause      = "disk.full"
  confidence = 0.75
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)minimum free (?:disk|drive|space|storage)[^\n]{0,20}threshold|(?:volume|disk|drive|partition|file ?system|storage)(?: \S+)? is (?:almost |nearly )?full\b|(?:ran|run|running) out of (?:disk |storage |free )?space\b|insufficient (?:free )?(?:storage|space)\b|StorageFull\b|free space[^\n]{0,30}(?:below|less than|too low)
    EOT
    where   = "not (line.level in ['info', 'debug', 'warning'])"
  }
  message = "${line.found}"
}
