# What the states and events of Kubernetes pods prove without any log.

rule "pod-start-failed" {
  title      = "The runtime could not create or start a container of a pod"
  cause      = "container.runtime-failed"
  confidence = 0.6

  match "pod" {
    fact  = "k8s.pod"
    where = "(pod.state_reason in ['RunContainerError', 'CreateContainerError', 'StartError', 'ContainerCannotRun', 'PostStartHookError'] || pod.last_reason in ['StartError', 'ContainerCannotRun']) && not (pod.state_message matches '(?i)executable file|no such file|permission denied|exec format|is a directory|mount|not found|driver') && not (pod.last_message matches '(?i)executable file|no such file|permission denied|exec format|is a directory|mount|not found|driver')"
  }
  message = "${pod.subject} can't be started (${pod.last_reason != "" ? pod.last_reason : pod.state_reason})"
}

rule "pod-sandbox-failed" {
  title      = "The sandbox of a pod can't be made"
  cause      = "container.runtime-failed"
  confidence = 0.85

  match "event" {
    fact  = "k8s.event"
    where = "event.reason in ['FailedCreatePodSandBox', 'FailedPodSandBoxStatus', 'NetworkNotReady'] && not event.recovered"
  }
  message = "${event.subject}: ${event.message}"
}

rule "pod-exit-127" {
  title      = "A container of a pod ended with exit code 127: command not found"
  cause      = "container.command-not-found"
  confidence = 0.72

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.exit_code == 127 && not pod.ready"
  }
  message = "${pod.subject} could not find the command to run (exit code 127)"
}

rule "pod-exit-126" {
  title      = "A container of a pod ended with exit code 126: command can't be executed"
  cause      = "container.not-executable"
  confidence = 0.72

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.exit_code == 126 && not pod.ready"
  }
  message = "${pod.subject} could not execute its command (exit code 126)"
}

rule "pod-exit-by-crash" {
  title      = "A container of a pod ended with the exit code of a crash"
  cause      = "app.segfault"
  confidence = 0.6

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.exit_code in [132, 134, 135, 136, 139] && pod.last_reason != 'OOMKilled' && pod.state_reason != 'OOMKilled'"
  }
  message = "${pod.subject} crashed with ${signal_name(pod.exit_code - 128)} (exit code ${pod.exit_code})"
}

rule "pod-exits-normally" {
  title      = "A container of a pod ends with exit code 0 again and again"
  cause      = "container.exits-normally"
  confidence = 0.85

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.exit_code == 0 && not pod.init && pod.restart_count >= 2 && (pod.state_reason == 'CrashLoopBackOff' || pod.last_reason == 'Completed' && not pod.ready && pod.state != 'terminated')"
  }
  message = "${pod.subject} ended with exit code 0 and was started again ${pod.restart_count} times"
}

rule "pod-probe-kills" {
  title      = "The kubelet restarts a container whose probe fails"
  cause      = "container.healthcheck-failing"
  confidence = 0.88

  match "event" {
    fact  = "k8s.event"
    where = "event.message matches '(?i)failed (?:liveness|startup) probe, will be restarted|fails? its liveness probe' && not event.recovered"
  }
  message = "${event.subject}: ${event.message}"
}

rule "pod-unhealthy" {
  title      = "A probe of a pod fails again and again"
  cause      = "container.healthcheck-failing"
  confidence = 0.8

  match "event" {
    fact  = "k8s.event"
    where = "event.reason == 'Unhealthy' && event.times >= 3 && not event.recovered"
  }
  absent "ready" {
    fact  = "k8s.pod"
    where = "same(ready, event) && ready.ready"
  }
  message = "${event.subject}: ${event.message}"
}

rule "pod-unhealthy-now" {
  title      = "A probe failed and the pod is not ready"
  cause      = "container.healthcheck-failing"
  confidence = 0.7

  match "event" {
    fact  = "k8s.event"
    where = "event.reason == 'Unhealthy' && event.times < 3"
  }
  match "pod" {
    fact  = "k8s.pod"
    where = "same(pod, event) && not pod.ready && pod.state == 'running'"
  }
  message = "${event.subject}: ${event.message}"
}

rule "pod-mount-failed" {
  title      = "A volume of a pod can't be mounted"
  cause      = "container.mount-invalid"
  confidence = 0.8

  match "event" {
    fact  = "k8s.event"
    where = "event.reason in ['FailedMount', 'FailedAttachVolume', 'FailedMapVolume'] && event.message matches '(?i)hostPath type check failed|is not a directory|not a file|unable to attach or mount volumes|Multi-Attach error|mount failed|timed out waiting for .*attach|no such file or directory|volume .*not found' && not (event.message matches '(?i)(secret|configmap) .*not found') && not event.recovered"
  }
  message = "${event.subject}: ${event.message}"
}

rule "pod-unschedulable" {
  title      = "No node takes the pod"
  cause      = "container.unschedulable"
  confidence = 0.85

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.reason in ['Unschedulable', 'OutOfcpu', 'OutOfmemory', 'OutOfpods', 'NodeAffinity', 'UnexpectedAdmissionError'] && not (pod.message contains 'nvidia.com/gpu') && not (pod.message contains '/disk-pressure') && not (pod.message contains '/memory-pressure')"
  }
  message = "${pod.subject} can't be placed: ${pod.message != "" ? pod.message : pod.reason}"
}

rule "pod-unschedulable-event" {
  title      = "The scheduler finds no node for the pod"
  cause      = "container.unschedulable"
  confidence = 0.85

  match "event" {
    fact  = "k8s.event"
    where = "event.reason == 'FailedScheduling' && not event.recovered && not (event.message contains 'nvidia.com/gpu') && not (event.message contains '/disk-pressure') && not (event.message contains '/memory-pressure')"
  }
  absent "placed" {
    fact  = "k8s.pod"
    where = "same(placed, event) && placed.state in ['running', 'terminated']"
  }
  message = "${event.subject} can't be placed: ${event.message}"
}

rule "pod-crash-loop" {
  title      = "A container of the pod ends again and again"
  cause      = "app.exception"
  confidence = 0.35
  fallback   = true

  match "pod" {
    fact  = "k8s.pod"
    where = "(pod.reason == 'CrashLoopBackOff' || pod.state_reason == 'CrashLoopBackOff') && pod.last_reason != 'OOMKilled' && not (pod.exit_code in [0, 126, 127, 137])"
  }
  message = "${pod.subject} ends again and again; its own log (kubectl logs --previous) says why"
}
