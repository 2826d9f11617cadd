rule "erlang-crash" {
  cause      = "app.exception"
  confidence = 0.55
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Kernel pid terminated|init terminating in do_boot|CRASH REPORT|Crash dump is being written|BOOT FAILED|Runtime terminating during boot
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches 'address_in_use|eaddrinuse|eacces')"
  }
  message = "${line.found}"
}

rule "elixir-exception" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^(?:\[error\] )?\*\* \((?:[A-Z]\w*(?:\.\w+)*(?:Error|Exit|Exception))\).*|\(EXIT from #PID|GenServer \S+ terminating
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "mix-dependency" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unchecked dependencies for environment|the dependency is not available, run "mix deps\.get"|\(UndefinedFunctionError\) .{1,120}module \S+ is not available
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
