# What the files of a cgroup count since it was made.

rule "cgroup-oom-kills" {
  title      = "memory.events counts processes killed for lack of memory"
  cause      = "memory.container-limit"
  confidence = 0.9

  match "cgroup" {
    fact  = "container.cgroup"
    where = "cgroup.oom_kills > 0"
  }
  message = "The kernel killed ${cgroup.oom_kills} processes of ${cgroup.subject} at its memory limit"
}
