rule "node-disk-pressure-log" {
  cause      = "disk.full"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      low on resource: ephemeral-storage|Failed to garbage collect required amount of images|node had condition: \[DiskPressure\]|Attempting to reclaim ephemeral-storage
    EOT
  }
  message = "The node's disk is full: ${line.found}"
}

rule "pod-disk-limit" {
  cause      = "disk.quota"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ephemeral local storage usage exceeds the total limit|Usage of EmptyDir volume "(?:[^"]+)" exceeds the limit|database space exceeded|alarm:NOSPACE
    EOT
  }
  message = "A storage limit is used up: ${line.found}"
}

rule "node-inodes" {
  cause      = "disk.inodes-exhausted"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      low on resource: (?:inodes|nodefsInodes|imagefsInodes)
    EOT
  }
  message = "${line.found}"
}

rule "node-disk-taint" {
  title      = "The disk of a node is nearly full, and it takes no pods"
  cause      = "disk.full"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      untolerated taint \{node\.kubernetes\.io/disk-pressure
    EOT
  }
  message = "The disk of a node is nearly full, and it takes no pods"
}
