# A pod that asks for a GPU which no node offers: the device plugin does not
# run, or all GPUs are taken.

rule "pod-gpu-unschedulable" {
  title      = "No node offers the GPU that the pod asks for"
  cause      = "gpu.not-exposed"
  confidence = 0.8

  match "event" {
    fact  = "k8s.event"
    where = "event.reason == 'FailedScheduling' && event.message contains 'Insufficient nvidia.com/gpu' && not event.recovered"
  }
  message = "${event.subject} can't be placed: ${event.message}"
}
