# What free, top and vmstat show of the host.

rule "memory-and-swap-used-up" {
  title      = "Neither memory nor swap is left"
  cause      = "memory.host-exhausted"
  confidence = 0.7

  match "mem" {
    fact  = "host.memory"
    where = "mem.total_bytes > 0 && mem.available_bytes >= 0 && mem.available_bytes * 100 < mem.total_bytes * 2 && (mem.swap_total_bytes == 0 || mem.swap_free_bytes >= 0 && mem.swap_free_bytes * 100 < mem.swap_total_bytes * 2)"
  }
  # The kernel's kill says the same, and of whom.
  absent "kill" {
    fact  = "kernel.oom_kill"
    where = "kill.constraint == 'none'"
  }
  message = "${bytes(mem.available_bytes)} of ${bytes(mem.total_bytes)} are available, and no swap is left"
}

rule "swapping-hard" {
  title      = "The host swaps in and out all the time"
  cause      = "memory.host-exhausted"
  confidence = 0.6

  match "load" {
    fact  = "host.load"
    where = "load.swap_in_kibps > 1000 && load.swap_out_kibps > 1000"
    count = 2
  }
  message = "${load.swap_in_kibps} KiB a second come from swap and ${load.swap_out_kibps} KiB go there"
}
