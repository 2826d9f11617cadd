# Exit codes of systemd units that mean the same as those of containers.

rule "unit-command-not-found" {
  title      = "systemd can't find the command of a unit"
  cause      = "container.command-not-found"
  confidence = 0.75

  match "unit" {
    fact  = "host.unit"
    where = "unit.active != 'active' && not unit.signal && (unit.exit_code == 127 || unit.exit_code == 203)"
  }
  message = "${unit.unit} could not execute its command (exit code ${unit.exit_code})"
}
