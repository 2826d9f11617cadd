rule "selinux-denial" {
  cause      = "permission.selinux"
  confidence = 0.92
  match "denial" {
    fact  = "kernel.audit"
    where = "denial.system == 'selinux' && not denial.permissive"
  }
  # A container's own pair of categories (s0:c112,c871) tells it from all others.
  match "box" {
    fact     = "container.state"
    where    = "box.process_label != '' && box.process_label == denial.profile"
    optional = true
  }
  subject = "box"
  message = "SELinux denied ${denial.process} to ${denial.denied} ${denial.path}"
}

rule "apparmor-denial" {
  cause      = "permission.apparmor"
  confidence = 0.9
  match "denial" {
    fact  = "kernel.audit"
    where = "denial.system == 'apparmor'"
  }
  message = "AppArmor denied ${denial.process} to ${denial.operation} ${denial.path}"
}

rule "seccomp-denial" {
  cause      = "permission.seccomp"
  confidence = 0.9
  match "denial" {
    fact  = "kernel.audit"
    where = "denial.system == 'seccomp'"
  }
  message = "seccomp blocked the call ${denial.denied} of ${denial.process}"
}
