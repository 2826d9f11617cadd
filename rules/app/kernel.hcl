# A crash in the kernel's ring may be weeks old and of any process of the host:
# it explains a container only when that container ended at the same moment.

rule "kernel-segfault-of-container" {
  title      = "The kernel logged a crash when the container ended"
  cause      = "app.segfault"
  confidence = 0.92
  within     = "10s"

  match "die" {
    fact  = "container.event"
    where = "die.action == 'die' && die.exit_code in [132, 134, 135, 136, 139]"
  }
  match "crash" {
    fact  = "kernel.segfault"
    where = "crash.process != ''"
  }
  message = "${die.subject} crashed: ${crash.trap} in ${crash.process} ${crash.module}"
}

rule "kernel-segfault" {
  title      = "The kernel logged a crash, and no container is known"
  cause      = "app.segfault"
  confidence = 0.9

  match "crash" {
    fact  = "kernel.segfault"
    where = "crash.process != ''"
  }
  absent "box" {
    fact  = "container.state"
    where = "box.id != ''"
  }
  absent "row" {
    fact  = "container.summary"
    where = "row.id != '' || row.name != ''"
  }
  message = "${crash.process} crashed: ${crash.trap} ${crash.module}"
}
