# The reason for which a pod's container can't be configured.

rule "pod-config-missing" {
  title      = "A container of a pod lacks a Secret or ConfigMap"
  cause      = "config.secret-missing"
  confidence = 0.9

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.state_reason == 'CreateContainerConfigError' && not (pod.state_message matches '(?i)runAsNonRoot|will run as root|subPath')"
  }
  message = "${pod.subject} can't be configured: ${pod.state_message != "" ? pod.state_message : pod.state_reason}"
}

rule "pod-config-invalid" {
  title      = "The security settings of a pod contradict its image"
  cause      = "config.invalid"
  confidence = 0.88

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.state_message matches '(?i)runAsNonRoot and image (?:will run as root|has non-numeric user)'"
  }
  message = "${pod.subject} can't be started: ${pod.state_message}"
}
