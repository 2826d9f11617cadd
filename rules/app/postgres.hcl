rule "postgres-extension-missing" {
  cause      = "app.library-missing"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      extension "(?:[^"]+)" is not available|could not open extension control file "(?:[^"]+)"|could not access file "(?:[^"]+)": No such file|could not load library "(?:[^"]+)"|vector type not found in the database
    EOT
  }
  message = "The database server lacks an extension: ${line.found}"
}

rule "postgres-driver-too-old" {
  cause      = "app.dependency-incompatible"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      SCRAM authentication requires libpq version|authentication type 10 is not supported|authentication method 10 (?:not|is not) supported|unknown authentication method: 10
    EOT
  }
  message = "The client's driver is too old for the server's password method: ${line.found}"
}
