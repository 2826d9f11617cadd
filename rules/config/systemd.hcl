rule "unit-settings" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      has no ExecStart=|Unit (?:file )?\S+ has a bad unit file setting|Failed at step (?:USER|GROUP|CHDIR|NAMESPACE|ROOT_DIRECTORY|RUNTIME_DIRECTORY) spawning|Failed to determine user credentials|bad-setting
    EOT
  }
  message = "The unit names a user, directory or setting that is not there: ${line.found}"
}

rule "unit-environment-file" {
  cause      = "config.secret-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Failed to load environment files
    EOT
  }
  message = "${line.found}"
}
