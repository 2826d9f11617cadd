rule "segfault-log" {
  cause      = "app.segfault"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)segmentation fault|\bSIGSEGV\b|terminated by signal 11|caught signal 11|\bcrashed by signal: 11|fault address|signal SIGBUS
    EOT
    where   = "not (line.message matches '(?i)OutOfMemory|heap out of memory|std::bad_alloc|signal 9|insufficient memory|memory allocation .{0,30}failed|nil pointer dereference|excessive memory usage|Worker exited prematurely|^Process .ForkPoolWorker') && not (line.message contains '[signal SIG' && not (line.message contains 'unexpected signal'))"
  }
  message = "${line.found}"
}

rule "jvm-crash" {
  cause      = "app.segfault"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      A fatal error has been detected by the Java Runtime
    EOT
    where   = "not (line.message matches '(?i)OutOfMemory|heap out of memory|std::bad_alloc|signal 9|insufficient memory|memory allocation .{0,30}failed|nil pointer dereference|excessive memory usage')"
  }
  message = "${line.found}"
}

rule "abort-log" {
  cause      = "app.segfault"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \bSIGABRT\b|core dumped|terminate called (?:after|without)|terminating (?:with|due to) uncaught|Fatal Python error: (?:Segmentation|Aborted|Illegal|Bus|Floating)|libc\+\+abi: 
    EOT
    where   = "not (line.message matches '(?i)OutOfMemory|heap out of memory|std::bad_alloc|signal 9|insufficient memory|memory allocation .{0,30}failed|nil pointer dereference|excessive memory usage')"
  }
  message = "${line.found}"
}

rule "heap-corruption" {
  cause      = "app.segfault"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      free\(\): (?:invalid|double|corrupted)|\bmalloc\(\): |\brealloc\(\): invalid|double free or corruption|munmap_chunk\(\)|corrupted size vs\. prev_size|corrupted double-linked list|stack smashing detected|buffer overflow detected|malloc_consolidate\(\)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "sanitizer" {
  cause      = "app.segfault"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ERROR: (?:Address|Memory|Thread|Leak)Sanitizer: (?:[\w-]+)|WARNING: ThreadSanitizer: data race|runtime error: .{1,80}(?:undefined|overflow|misaligned)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "illegal-instruction" {
  cause      = "app.segfault"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)illegal instruction|\bSIGILL\b|CPU does not support x86-64-v\d|requires a CPU with AVX support|This binary was compiled with .{1,60} not (?:available|supported)|The TensorFlow library was compiled to use .{1,60}instructions, but these aren't available
    EOT
  }
  message = "${line.found}"
}

rule "assertion-failed" {
  cause      = "app.segfault"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Assertion .{1,200} failed\.
    EOT
    where   = "not (line.message matches '(?i)OutOfMemory|heap out of memory|std::bad_alloc|signal 9|insufficient memory|memory allocation .{0,30}failed|nil pointer dereference|excessive memory usage') && not (line.message contains 'aten/src')"
  }
  message = "${line.found}"
}
