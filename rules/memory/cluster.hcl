# Schedulers of work that kill a worker before the kernel does.

rule "scheduler-memory-killer" {
  cause      = "memory.userspace-killer"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Workers \(tasks / actors\) killed due to memory pressure|Task was killed due to the node running low on memory|Worker exceeded \d+% memory budget\. Restarting|killed by YARN for exceeding .{0,40}memory limits|Container .{1,80} is running beyond (?:physical|virtual) memory limits
    EOT
  }
  message = "${line.found}"
}

rule "cluster-worker-lost" {
  cause      = "worker.child-killed"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      KilledWorker: .*|WorkerCrashedError|RayActorError: The actor died|ExecutorLostFailure .*|Remote RPC client disassociated
    EOT
    where   = "not (line.level in ['info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
