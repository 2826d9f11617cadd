rule "mysql-error-13" {
  cause      = "permission.file"
  confidence = 0.93

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Operating system error number 13 in a file operation|OS errno 13 - Permission denied|does not have the access rights to the directory|Errcode: 13 
    EOT
  }
  message = "${line.found}"
}
