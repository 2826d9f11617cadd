rule "conntrack-full" {
  title      = "The connection table of the kernel is full (nf_conntrack_max): packets are lost"
  cause      = "limit.vm-map"
  confidence = 0.9

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      nf_conntrack: table full, dropping packet
    EOT
  }
  message = "The connection table of the kernel is full (nf_conntrack_max): packets are lost"
}

rule "neighbour-table-full" {
  title      = "The neighbour table of the kernel is full (net.ipv4.neigh.default.gc_thresh3)"
  cause      = "limit.vm-map"
  confidence = 0.88

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      neighbor table overflow
    EOT
  }
  message = "The neighbour table of the kernel is full (net.ipv4.neigh.default.gc_thresh3)"
}

rule "kernel-pids-rejected" {
  cause      = "limit.processes"
  confidence = 0.95

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      fork rejected by pids controller in (?P<cgroup>\S+)
    EOT
  }
  message = "The container reached its limit of processes (pids): ${line.capture.cgroup}"
}

rule "kernel-file-max" {
  cause      = "limit.open-files"
  confidence = 0.95

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      VFS: file-max limit \d+ reached
    EOT
  }
  message = "${line.found}"
}

rule "cpu-too-hot" {
  title      = "The processor is too hot and slows down"
  cause      = "limit.cpu"
  confidence = 0.7
  severity   = "info"

  match "line" {
    fact    = "kernel.message"
    pattern = <<-EOT
      temperature above threshold, cpu clock throttled
    EOT
  }
  message = "The processor is too hot and slows down"
}
