rule "node-module-missing" {
  cause      = "app.module-missing"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Cannot find (?:module|package) ['"]?(?P<name>[^'"\s]+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "The Node module ${line.capture.name} is not installed"
}

rule "node-module-code" {
  cause      = "app.module-missing"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ERR_MODULE_NOT_FOUND|code: 'MODULE_NOT_FOUND'|Could not load the "(?:[\w@/.-]+)" module using the|Please install (?:[\w@/.-]+) package manually|did not initialize yet\. Please run "prisma generate"
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "npm-script-missing" {
  cause      = "app.module-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:npm (?:ERR!|error) |error )?[Mm]issing script: "?(?:[\w:.-]+)|error Command "(?:[\w:.-]+)" not found|Command failed with ENOENT: (?:[\w.-]+)|ERR_PNPM_NO_SCRIPT
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "npm-package-not-found" {
  cause      = "app.module-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      npm (?:ERR!|error) code (?:E404|ETARGET)|npm (?:ERR!|error) 404 |ERR_PNPM_FETCH_404|ERR_PNPM_NO_MATCHING_VERSION|Couldn't find package "|Couldn't find any versions for "
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "npm-unauthorized" {
  cause      = "auth.missing-password"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      npm (?:ERR!|error) code (?:E401|ENEEDAUTH)|ERR_PNPM_FETCH_401|Unable to authenticate, need: 
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "bundler-cannot-resolve" {
  title      = "The bundler finds no such module"
  cause      = "app.module-missing"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Module not found: (?:Error: )?Can't resolve '[^.'/].*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
