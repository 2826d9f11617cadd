# How systemd says that a service ended. The exit names are those of systemd.exec(5).

rule "unit-crashed" {
  title      = "The main process of a unit crashed"
  cause      = "app.segfault"
  confidence = 0.8

  match "unit" {
    fact  = "host.unit"
    where = "unit.active != 'active' && (unit.result == 'core-dump' || unit.exit_name in ['SEGV', 'ABRT', 'ILL', 'BUS', 'FPE'])"
  }
  message = "${unit.unit} crashed (${unit.exit_name != "" ? unit.exit_name : unit.result})"
}

rule "unit-failed" {
  title      = "The main process of a unit ended with an error"
  cause      = "app.exception"
  confidence = 0.4
  fallback   = true

  match "unit" {
    fact  = "host.unit"
    where = "(unit.active == 'failed' || unit.sub == 'auto-restart') && unit.result == 'exit-code' && unit.exit_code > 0 && unit.exit_code < 126 && not (unit.unit matches '^(?:docker|containerd|crio|podman)\\\\.')"
  }
  message = "${unit.unit} ended with exit code ${unit.exit_code}"
}
