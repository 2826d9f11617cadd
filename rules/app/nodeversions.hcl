rule "npm-resolve" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \bERESOLVE (?:unable to resolve|could not resolve|overriding)?|npm (?:ERR!|error) code ERESOLVE|ERR_PNPM_PEER_DEP_ISSUES
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message contains 'npm WARN') && not (line.message contains 'npm warn')"
  }
  message = "${line.found}"
}

rule "lock-file-outdated" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      can only install packages when your package\.json and package-lock\.json|ERR_PNPM_OUTDATED_LOCKFILE|ERR_PNPM_LOCKFILE_\w+|Your lockfile needs to be updated|The lockfile would have been modified|lockfile had changes, but lockfile is frozen|pyproject\.toml changed significantly since poetry\.lock|The lock file needs to be updated
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "node-engine" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      EBADENGINE|Unsupported engine|The engine "node" is incompatible with this module|ERR_PNPM_UNSUPPORTED_ENGINE|requires a minimum Node\.js version|Node\.js version .{1,40} is required
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message contains 'npm WARN') && not (line.message contains 'npm warn')"
  }
  message = "${line.found}"
}

rule "node-native-module" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      was compiled against a different Node\.js version|NODE_MODULE_VERSION|ERR_DLOPEN_FAILED|invalid ELF header|for another platform than the one you're currently using|Prisma Client could not locate the Query Engine|Prisma Client was generated for "
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message contains 'cannot open shared object') && not (line.message contains 'Error loading shared library')"
  }
  message = "${line.found}"
}

rule "node-module-format" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ERR_REQUIRE_ESM|Cannot use import statement outside a module|does not provide an export named|ERR_PACKAGE_PATH_NOT_EXPORTED|require\(\) of ES Module|require is not defined in ES module scope|ERR_UNKNOWN_FILE_EXTENSION
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "node-old-syntax" {
  cause      = "app.dependency-incompatible"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?m)SyntaxError: Unexpected token '?(?:\.|\?|\?\?=|\|\|=|&&=|\{)'?$|SyntaxError: Unexpected identifier '?\w+'?$
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && line.message contains 'node_modules'"
  }
  message = "${line.found}"
}

rule "node-openssl" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ERR_OSSL_EVP_UNSUPPORTED|digital envelope routines::(?:unsupported|initialization error)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "node-not-a-constructor" {
  cause      = "app.dependency-incompatible"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      TypeError: .{1,60} is not a constructor
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "node-syntax-too-new" {
  title      = "The program uses syntax that this version of Node.js does not know"
  cause      = "app.dependency-incompatible"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      SyntaxError: Unexpected token '(?:\?\?=?|\?\.?|\|\|=|&&=|\.)'
    EOT
  }
  message = "The program uses syntax that this version of Node.js does not know: ${line.found}"
}
