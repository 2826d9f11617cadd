rule "selinux-apparmor-log" {
  cause      = "permission.selinux"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:SELinux is preventing|avc:\s+denied|selinux.{0,60}denied)
    EOT
    where   = "not (line.message contains 'permissive=1')"
  }
  message = "${line.found}"
}
