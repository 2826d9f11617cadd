rule "dotnet-unhandled" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Unhandled exception\. .*|An unhandled exception (?:was thrown by the application|has occurred)|Hosting failed to start|terminated unexpectedly!?$
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "dotnet-stack-overflow" {
  cause      = "app.exception"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^Stack overflow\.(?:\n|$)|Process is terminated due to StackOverflowException
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "dotnet-assembly-missing" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Could not load file or assembly '(?:[^',]+)|The application to execute does not exist: '(?:[^']+)|Could not execute because the specified command or file was not found|The application '(?:[^']+)' does not exist
    EOT
    where   = "not (line.message contains 'manifest definition does not match') && not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "dotnet-framework-missing" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      You must install or update \.NET to run this application|It was not possible to find any compatible framework|A fatal error (?:was encountered|occurred).{0,60}(?:hostfxr|hostpolicy)|A compatible (?:installed )?\.NET (?:Core )?SDK .{0,60}(?:not found|was not found)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "dotnet-exception" {
  cause      = "app.exception"
  confidence = 0.45
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)^(?:[A-Z]\w*\.)+[A-Z]\w*Exception: .+|^(?:[A-Z]\w*\.)+[A-Z]\w*Exception \(0x[0-9A-Fa-f]+\): .+
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "dotnet-assembly-other-version" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      manifest definition does not match the assembly reference
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
