# Memory near its limit, from the files of a cgroup.

rule "risk-cgroup-near-limit" {
  title      = "The peak of a cgroup came near its memory limit"
  cause      = "risk.memory-near-limit"
  confidence = 0.8
  match "cgroup" {
    fact  = "container.cgroup"
    where = "cgroup.memory_limit_bytes > 0 && cgroup.usage_bytes - max(0, cgroup.file_bytes) >= cgroup.memory_limit_bytes * 0.9"
  }
  message = "${cgroup.subject}: ${cgroup.text}"
}
