# Settings of a systemd unit that can't be put into effect; the exit names are
# those of systemd.exec(5).

rule "unit-setting-invalid" {
  title      = "A setting of a systemd unit can't be put into effect"
  cause      = "config.invalid"
  confidence = 0.85

  match "unit" {
    fact  = "host.unit"
    where = "unit.active != 'active' && unit.exit_name in ['CHDIR', 'USER', 'GROUP', 'NAMESPACE', 'CREDENTIALS', 'CAPABILITIES', 'LIMITS', 'STDIN', 'STDOUT', 'STDERR', 'ROOT_DIRECTORY', 'STATE_DIRECTORY', 'INVALIDARGUMENT', 'NOTCONFIGURED'] || unit.load == 'bad-setting'"
  }
  message = "${unit.unit} can't be started: ${unit.exit_name != "" ? unit.exit_name : unit.load}"
}
