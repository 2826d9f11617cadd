rule "segfault-log" {
  cause      = "app.segfault"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)segmentation fault|\bSIGSEGV\b|A fatal error has been detected by the Java Runtime|Fatal Python error: (?:Segmentation|Aborted|Illegal|Bus)|illegal instruction|\bSIGILL\b|core dumped|\bSIGABRT\b|terminate called (?:after|without)|free\(\): |malloc\(\): |double free or corruption|munmap_chunk|stack smashing detected|terminated by signal 11|signal SIGBUS|fault address|caught signal 11|\bcrashed by signal: 11|Assertion .{1,200} failed\.
    EOT
    where   = "not (line.message matches '(?i)OutOfMemory|heap out of memory|std::bad_alloc|signal 9|insufficient memory|memory allocation .{0,30}failed|nil pointer dereference')"
  }
  message = "${line.found}"
}
