rule "pod-security-forbids" {
  cause      = "config.invalid"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      violates PodSecurity|container has runAsNonRoot and image will run as root|unable to validate against any (?:pod security policy|security context constraint)
    EOT
  }
  message = "The security settings forbid the pod as it is: ${line.found}"
}

rule "manifest-rejected" {
  cause      = "config.invalid"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      error validating data|The \w+ "[^"]+" is invalid: |no matches for kind "(?:\w+)" in version|is invalid: spec\.|cannot be imported into the current release|INSTALLATION FAILED: (?:template|execution error|YAML parse)|UPGRADE FAILED: (?:template|execution error|YAML parse|cannot patch)|storageclass\S* "(?:[^"]+)" not found|ensure CRDs are installed first
    EOT
  }
  message = "The cluster does not accept the manifest: ${line.found}"
}

rule "kubelet-settings" {
  cause      = "config.invalid"
  confidence = 0.92

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      running with swap on is not supported|cgroup driver: \\?"\w+\\?" is different from|plugin/loop: Loop \(|invalid config key|Multiple private IPv4 addresses found
    EOT
  }
  message = "A setting of the node or cluster is wrong: ${line.found}"
}

rule "ingress-secret-missing" {
  cause      = "config.secret-missing"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      local SSL certificate (?:\S+) was not found|failed to load [Kk]ubelet config file
    EOT
  }
  message = "The secret of a certificate is not there: ${line.found}"
}

rule "node-preflight-failed" {
  cause      = "config.invalid"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      \[ERROR (?:FileContent|Swap|NumCPU|Mem|FileAvailable|DirAvailable|KubeletVersion|SystemVerification)\S*\]|pod cidr not assigned
    EOT
  }
  message = "The node is not ready for Kubernetes: ${line.found}"
}
