rule "cannot-allocate-memory" {
  cause      = "memory.host-exhausted"
  confidence = 0.75

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)(?:cannot allocate memory|\bENOMEM\b|\[Errno 12\]|fatal error: runtime: out of memory|runtime: cannot allocate memory|os::commit_memory\(.{0,80}failed|Native memory allocation \((?:mmap|malloc)\) failed|std::bad_alloc|virtual memory exhausted|memory allocation of \d+ bytes failed|Can.t save in background: fork: )
    EOT
    where   = "not (line.message matches '(?i)Failed to lock memory|cuda|gpu|HIP out|Unable to lock JVM memory')"
  }
  message = "${line.found}"
}

# The machine prints it whatever failed: memory, or a thread it may not start.
rule "java-runtime-memory" {
  cause      = "memory.host-exhausted"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = "insufficient memory for the Java Runtime"
  }
  absent "thread" {
    fact    = "log.line"
    pattern = <<-EOT
      Cannot create (?:\w+ )*thread\. Out of system resources|pthread_create failed
    EOT
    where   = "same(thread, line)"
    within  = "5s"
  }
  message = "${line.found}"
}

rule "kubernetes-oomkilled" {
  cause      = "memory.container-limit"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Reason|reason)"?: *"?OOMKilled|\bOOMKilled\b
    EOT
    where   = "not (line.message matches '(?i)OOMKilled\"?[:=] *\"?false')"
  }
  message = "${line.found}"
}

rule "redis-fork-cannot-allocate" {
  cause      = "memory.host-exhausted"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Can't save in background: fork: Cannot allocate memory|Background saving error.{0,60}memory
    EOT
  }
  message = "${line.found}"
}
