# The reasons for which a pod waits for its image.

rule "pod-image-pull" {
  title      = "A container of a pod waits for an image that can't be pulled"
  cause      = "image.pull-failed"
  confidence = 0.93

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.state_reason in ['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName', 'RegistryUnavailable', 'ImageInspectError', 'SignatureValidationFailed'] && not (pod.state_message contains 'no space left')"
  }
  message = "${pod.subject} waits for its image ${pod.image}: ${pod.state_reason}"
}
