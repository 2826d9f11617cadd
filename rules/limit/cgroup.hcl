# What the files of a cgroup count of its process limit.

rule "cgroup-pids-limit" {
  title      = "pids.events counts forks refused at the limit"
  cause      = "limit.processes"
  confidence = 0.92

  match "cgroup" {
    fact  = "container.cgroup"
    where = "cgroup.pid_limit_hits > 0"
  }
  message = "${cgroup.subject} was refused ${cgroup.pid_limit_hits} processes at its limit"
}

rule "cgroup-pids-at-limit" {
  title      = "A cgroup has as many processes as it may"
  cause      = "limit.processes"
  confidence = 0.85

  match "cgroup" {
    fact  = "container.cgroup"
    where = "cgroup.pid_limit > 0 && cgroup.pids >= cgroup.pid_limit"
  }
  message = "${cgroup.subject} has ${cgroup.pids} processes, as many as it may"
}
