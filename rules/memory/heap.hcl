rule "java-heap" {
  cause      = "memory.heap-limit"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      java\.lang\.OutOfMemoryError: (?:Java heap space|GC overhead limit exceeded|Metaspace|PermGen|Compressed class space|Requested array size|Direct buffer memory|Cannot reserve \d+ bytes of direct buffer)|Terminating due to java\.lang\.OutOfMemoryError|OutOfMemoryError: Java heap
    EOT
  }
  message = "${line.found}"
}

rule "node-heap" {
  cause      = "memory.heap-limit"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:JavaScript heap out of memory|Reached heap limit Allocation failed|Ineffective mark-compacts near heap limit|ERR_WORKER_OUT_OF_MEMORY|Array buffer allocation failed)
    EOT
  }
  message = "${line.found}"
}

rule "php-memory-limit" {
  cause      = "memory.heap-limit"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Allowed memory size of \d+ bytes exhausted
    EOT
  }
  message = "${line.found}"
}

rule "dotnet-memory" {
  cause      = "memory.heap-limit"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      System\.OutOfMemoryException|Exception of type 'System\.OutOfMemoryException'
    EOT
  }
  message = "${line.found}"
}

rule "python-memory-error" {
  cause      = "memory.host-exhausted"
  confidence = 0.55

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^MemoryError\b|numpy\.core\._exceptions\._?ArrayMemoryError|ArrayMemoryError
    EOT
  }
  message = "${line.found}"
}

rule "ruby-go-runtime-memory" {
  cause      = "memory.host-exhausted"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:NoMemoryError|failed to allocate memory \(NoMemoryError\)|runtime: out of memory: cannot allocate|fatal error: out of memory|Out of memory \(Needed \d+ bytes\)|mmap\) failed to map \d+ bytes|Cannot allocate memory for the buffer pool|InnoDB: Cannot allocate memory)
    EOT
  }
  message = "${line.found}"
}

rule "elasticsearch-circuit-breaker" {
  cause      = "memory.heap-limit"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:CircuitBreakingException|circuit_breaking_exception|Data too large, data for)
    EOT
  }
  message = "${line.found}"
}
