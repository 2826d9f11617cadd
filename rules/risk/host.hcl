rule "risk-disk-nearly-full" {
  title      = "df shows little free space"
  cause      = "risk.disk-nearly-full"
  confidence = 0.8
  match "fs" {
    fact  = "host.filesystem"
    where = "fs.used_percent >= 85 && fs.used_percent < 99 && fs.size_bytes > 1048576 && not (fs.device matches 'loop|squashfs|^/dev/sr|^overlay$|^tmpfs$') && not (fs.mountpoint startsWith '/snap' || fs.mountpoint startsWith '/boot')"
  }
  message = "${fs.mountpoint} at ${fs.used_percent} %"
}

rule "risk-inodes-nearly-used" {
  title      = "df -i shows few free inodes"
  cause      = "risk.disk-nearly-full"
  confidence = 0.8
  match "fs" {
    fact  = "host.filesystem"
    where = "fs.inodes_percent >= 85 && fs.inodes_percent < 99 && fs.inodes > 0 && not (fs.device matches 'loop|squashfs') && not (fs.mountpoint startsWith '/snap')"
  }
  message = "inodes of ${fs.mountpoint} at ${fs.inodes_percent} %"
}

rule "risk-host-memory-low" {
  title      = "Little memory is available and there is no swap"
  cause      = "risk.host-memory-low"
  confidence = 0.8
  match "memory" {
    fact  = "host.memory"
    where = "memory.available_bytes >= 0 && memory.total_bytes > 0 && memory.available_bytes * 10 < memory.total_bytes && memory.swap_total_bytes <= 0"
  }
  message = "${bytes(memory.available_bytes)} of ${bytes(memory.total_bytes)} available"
}

rule "risk-gpu-memory-nearly-full" {
  title      = "A GPU with little free memory"
  cause      = "risk.gpu-memory-nearly-full"
  confidence = 0.7
  match "gpu" {
    fact  = "gpu.device"
    where = "gpu.memory_total_bytes > 0 && gpu.memory_used_bytes * 100 >= gpu.memory_total_bytes * 95"
  }
  message = "GPU ${gpu.index}: ${bytes(gpu.memory_used_bytes)} of ${bytes(gpu.memory_total_bytes)}"
}

rule "risk-clock-unsynchronised" {
  title      = "timedatectl says the clock is not synchronised"
  cause      = "risk.clock-unsynchronised"
  confidence = 0.8
  match "host" {
    fact  = "host.info"
    where = "host.clock_synced == 'no'"
  }
  message = "time synchronisation is off"
}

rule "risk-certificate-expiring" {
  title      = "A certificate that ends within a month"
  cause      = "risk.certificate-expiring"
  confidence = 0.9
  match "cert" {
    fact  = "tls.certificate"
    where = "cert.not_after.Year() > 1970"
  }
  match "host" {
    fact  = "host.info"
    where = "host.now.Year() > 1970 && cert.not_after > host.now && cert.not_after - host.now < duration('720h')"
  }
  subject = "cert"
  message = "${cert.subject_name} ends on ${cert.not_after}"
}

rule "risk-overcommit-without-swap" {
  title      = "Memory is promised without limit, and there is no swap"
  cause      = "risk.host-memory-low"
  confidence = 0.6
  match "setting" {
    fact  = "host.setting"
    where = "setting.name == 'vm.overcommit_memory' && setting.num == 1"
  }
  match "memory" {
    fact  = "host.memory"
    where = "memory.swap_total_bytes == 0"
  }
  message = "vm.overcommit_memory is 1 and swap is off"
}
