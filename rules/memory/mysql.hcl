rule "mysql-allocation-failed" {
  cause      = "memory.host-exhausted"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      mmap\(\d+ bytes\) failed; errno 12|Out of memory \(Needed \d+ bytes\)|[Cc]annot allocate memory for the buffer pool|tcmalloc: allocation failed: out of memory
    EOT
  }
  message = "${line.found}"
}
