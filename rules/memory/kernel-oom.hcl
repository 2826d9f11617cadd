# What the kernel, Docker and Kubernetes write down about processes that were
# killed for lack of memory. Three witnesses can disagree: inspect's OOMKilled
# stays false when only a child of the main process was killed, and the oom
# event goes to every container below a shared parent.

rule "container-oom-killed" {
  title      = "Kernel OOM kill at the container's own limit"
  cause      = "memory.container-limit"
  confidence = 0.97

  match "kill" {
    fact  = "kernel.oom_kill"
    where = "kill.constraint == 'memcg' && kill.container_id != '' && (kill.limit_id == kill.container_id || kill.limit_cgroup == '') && known(kill)"
  }
  match "box" {
    fact     = "container.state"
    where    = "same(box, kill)"
    optional = true
  }
  message = "${kill.subject} was killed at its memory limit of ${bytes(kill.limit_bytes > 0 || !box.matched ? kill.limit_bytes : box.memory_limit_bytes)} (${kill.process} used ${bytes(kill.anon_rss_bytes + kill.file_rss_bytes + kill.shmem_rss_bytes)})"
}

rule "shared-cgroup-oom-killed" {
  title      = "Kernel OOM kill at the limit of a group of containers"
  cause      = "memory.shared-limit"
  confidence = 0.96

  match "kill" {
    fact  = "kernel.oom_kill"
    where = "kill.constraint == 'memcg' && kill.container_id != '' && kill.limit_cgroup != '' && kill.limit_id != kill.container_id && known(kill)"
  }
  message = "${kill.subject} was killed because the group ${kill.limit_cgroup} reached its limit"
}

rule "service-cgroup-oom-killed" {
  title      = "Kernel OOM kill inside a cgroup that is no container"
  cause      = "memory.container-limit"
  confidence = 0.7

  match "kill" {
    fact  = "kernel.oom_kill"
    where = "kill.constraint == 'memcg' && kill.container_id == ''"
  }
  message = "${kill.process} was killed at the memory limit of ${bytes(kill.limit_bytes)} of ${kill.limit_cgroup}"
}

rule "host-oom-killed" {
  title      = "Kernel OOM kill for lack of memory on the whole host"
  cause      = "memory.host-exhausted"
  confidence = 0.96

  match "kill" {
    fact  = "kernel.oom_kill"
    where = "kill.constraint == 'none' || kill.constraint == 'cpuset' || kill.constraint == 'mempolicy'"
  }
  subject = "kill"
  message = "The host ran out of memory and the kernel killed ${kill.process}, which used ${bytes(kill.anon_rss_bytes)}"
}

rule "oom-event" {
  title      = "Docker saw an out-of-memory kill in the container"
  cause      = "memory.container-limit"
  confidence = 0.9

  match "oom" {
    fact  = "container.event"
    where = "oom.action == 'oom'"
  }
  match "box" {
    fact  = "container.state"
    where = "same(box, oom) && box.memory_limit_bytes > 0"
  }
  message = "${oom.subject} ran out of memory at its limit of ${bytes(box.memory_limit_bytes)}"
}

rule "oom-event-unlimited" {
  title      = "Docker saw an out-of-memory kill, the container's limit is not known"
  cause      = "memory.container-limit"
  confidence = 0.75

  match "oom" {
    fact  = "container.event"
    where = "oom.action == 'oom'"
  }
  absent "box" {
    fact  = "container.state"
    where = "same(box, oom)"
  }
  absent "other" {
    fact  = "kernel.oom_kill"
    where = "other.constraint != 'memcg' || other.limit_id != other.container_id"
  }
  message = "${oom.subject} ran out of memory"
}

rule "inspect-oom-killed" {
  title      = "Docker remembers an out-of-memory kill"
  cause      = "memory.container-limit"
  confidence = 0.93

  match "box" {
    fact  = "container.state"
    where = "box.oom_killed && (box.memory_limit_bytes > 0 || box.image == '')"
  }
  message = "${box.subject} was killed for lack of memory"
}

rule "inspect-oom-killed-unlimited" {
  title      = "A container without a limit was killed for lack of memory"
  cause      = "memory.host-exhausted"
  confidence = 0.6

  match "box" {
    fact  = "container.state"
    where = "box.oom_killed && box.memory_limit_bytes == 0 && box.image != '' && box.cgroup_parent == ''"
  }
  absent "kill" {
    fact  = "kernel.oom_kill"
    where = "kill.constraint == 'memcg'"
  }
  message = "${box.subject} has no memory limit and was killed for lack of memory"
}
