rule "python-incompatible" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:ImportError: cannot import name '|numpy\.(?:dtype|ufunc) size changed|A module that was compiled using NumPy 1\.x|VersionConflict|pkg_resources\.\w*Conflict|AttributeError: module '[\w.]+' has no attribute|undefined symbol: |requires Python ['\"<>=]|ContextualVersionConflict|has requirement .{1,80}, but you have|incompatible version of|numpy\.core\.multiarray failed to import|TypeError: \w+\.?__init__\(\) got an unexpected keyword argument|ResolutionImpossible|requires .{1,60} but .{1,60} (?:is|was) (?:installed|found)|Using \S+ requires|symbol lookup error)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "jvm-node-incompatible" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:NoSuchMethodError|NoSuchFieldError|AbstractMethodError|IncompatibleClassChangeError|UnsupportedClassVersionError|was compiled against a different Node\.js version|NODE_MODULE_VERSION|ERR_REQUIRE_ESM|ERR_DLOPEN_FAILED|is not a constructor|EBADENGINE|Unsupported engine|ERR_OSSL_EVP_UNSUPPORTED|does not provide an export named|ERR_PACKAGE_PATH_NOT_EXPORTED|Your Ruby version is|requires PHP|requires php|You have already activated)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
