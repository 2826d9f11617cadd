# Settings that are lower than what a program asked for: the log says that
# there was too little, the setting how much there is.

rule "setting-open-files" {
  title      = "The limit of open files is low, and a program reached it"
  cause      = "limit.open-files"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)too many open files|EMFILE|\[Errno 24\]|os error 24\b
    EOT
  }
  match "limit" {
    fact  = "host.setting"
    where = "limit.name == 'ulimit.nofile' && limit.num > 0 && limit.num <= 8192"
  }
  subject = "line"
  message = "at most ${limit.value} files may be open: ${line.found}"
}

rule "setting-max-map-count" {
  title      = "vm.max_map_count is lower than a search engine needs"
  cause      = "limit.vm-map"
  confidence = 0.85

  match "box" {
    fact  = "container.state"
    where = "box.image matches '(?i)elasticsearch|opensearch|sonarqube' && not box.running && box.exit_code in [1, 78]"
  }
  match "limit" {
    fact  = "host.setting"
    where = "limit.name == 'vm.max_map_count' && limit.num > 0 && limit.num < 262144"
  }
  subject = "box"
  message = "vm.max_map_count is ${limit.value}, ${box.subject} needs 262144"
}

rule "setting-inotify" {
  title      = "The limit of inotify is low, and a program reached it"
  cause      = "limit.inotify"
  confidence = 0.95

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)inotify|file watchers|ENOSPC: System limit
    EOT
    where   = "line.message matches '(?i)limit|too many|no space|max_user|exhaust'"
  }
  match "limit" {
    fact  = "host.setting"
    where = "limit.name in ['fs.inotify.max_user_watches', 'fs.inotify.max_user_instances'] && limit.num > 0 && limit.num <= 8192"
  }
  subject = "line"
  message = "${limit.name} is ${limit.value}: ${line.found}"
}

rule "setting-processes" {
  title      = "The limit of processes is low, and a program reached it"
  cause      = "limit.processes"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)can't start new thread|unable to create (?:new )?native thread|pthread_create failed|fork: (?:retry: )?Resource temporarily unavailable|Cannot fork
    EOT
  }
  match "limit" {
    fact  = "host.setting"
    where = "limit.name in ['ulimit.nproc', 'kernel.pid_max', 'kernel.threads-max', 'cgroup.pids.max'] && limit.num > 0 && limit.num <= 4096"
  }
  subject = "line"
  message = "${limit.name} is ${limit.value}: ${line.found}"
}
