rule "python-cannot-import-name" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ImportError: cannot import name '(?:[^']+)' from (?:partially initialized module )?'(?:[^']+)'|ImportError: cannot import name 
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "python-attribute-removed" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      AttributeError: (?:partially initialized )?module '[\w.]+' has no attribute|AttributeError: `?\w+\.\w+`? was removed in|(?:has been|was) removed (?:in|from) .{1,60}(?:release|version)|PydanticImportError: |PydanticUserError: |has been moved to the `|should be explicitly declared as text\(|'Flask' object has no attribute 'before_first_request'|'(?:DataFrame|Series)' object has no attribute '(?:append|ix|iteritems|as_matrix)'|'(?:EntryPoints|SelectableGroups)' object has no attribute 'get'|'(?:VendorImporter|zipimporter)' object has no attribute 'find_(?:spec|module)'|'(?:\w*Engine|Connection)' object has no attribute 'execute'|'(?:ImageDraw|FreeTypeFont)' object has no attribute '(?:textsize|getsize)'
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "python-unexpected-keyword" {
  cause      = "app.dependency-incompatible"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      TypeError: (?:[\w.]+\.)?__init__\(\) got an unexpected keyword argument|TypeError: .{1,80} got some unexpected keyword|TypeError: Descriptors cannot (?:not )?be created directly
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "python-binary-incompatible" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      numpy\.(?:dtype|ufunc) size changed|A module that was compiled using NumPy 1\.x|numpy\.core\.multiarray failed to import|incompatible architecture|PyFrozenSet_|Symbol not found: 
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "undefined-symbol" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      undefined symbol: (?:\w+)|symbol lookup error
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches 'could not load library|^runc: ')"
  }
  message = "${line.found}"
}

rule "python-version-conflict" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      VersionConflict|pkg_resources\.\w*Conflict|has requirement .{1,80}, but you have|is required for a normal functioning of this module, but found|requires .{1,60} but .{1,60} (?:is|was) (?:installed|found)|incompatible version of
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "pip-conflict" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      ResolutionImpossible|because these package versions have conflicting dependencies|SolverProblemError|version solving failed|No solution found when resolving dependencies|requirements are unsatisfiable
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "python-version-required" {
  cause      = "app.dependency-incompatible"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      requires a different Python: |requires Python ['"<>=]|The currently activated Python version \S+ is not supported|unsupported version of sqlite3|requires sqlite3 >=|Python version >?=?\S+ required|Python \S+ or (?:later|newer|higher) is required|interpreter .{1,60} incompatible with
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "ml-operator-missing" {
  cause      = "app.dependency-incompatible"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      operator \w+::\w+ does not exist|Could not run '\w+::\w+' with arguments from the '|Couldn't load custom C\+\+ ops
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
