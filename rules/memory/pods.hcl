# What Kubernetes says of memory: the state of a container, an eviction, the
# condition of a node.

rule "pod-oom-killed" {
  title      = "A container of a pod ended with the reason OOMKilled"
  cause      = "memory.container-limit"
  confidence = 0.95

  match "pod" {
    fact  = "k8s.pod"
    where = "(pod.state_reason == 'OOMKilled' || pod.last_reason == 'OOMKilled') && pod.memory_limit_bytes > 0"
  }
  message = "${pod.subject} was killed at its memory limit of ${bytes(pod.memory_limit_bytes)}"
}

rule "pod-oom-killed-listed" {
  title      = "A container of a pod ended with the reason OOMKilled, its limit is not shown"
  cause      = "memory.container-limit"
  confidence = 0.92

  match "pod" {
    fact  = "k8s.pod"
    where = "(pod.state_reason == 'OOMKilled' || pod.last_reason == 'OOMKilled') && pod.memory_limit_bytes < 0"
  }
  message = "${pod.subject} was killed for lack of memory"
}

rule "pod-oom-killed-unlimited" {
  title      = "A container without a memory limit ended with the reason OOMKilled"
  cause      = "memory.host-exhausted"
  confidence = 0.7

  match "pod" {
    fact  = "k8s.pod"
    where = "(pod.state_reason == 'OOMKilled' || pod.last_reason == 'OOMKilled') && pod.memory_limit_bytes == 0"
  }
  message = "${pod.subject} has no memory limit and was killed for lack of memory on its node"
}

rule "node-memory-pressure" {
  title      = "The node has the condition MemoryPressure"
  cause      = "memory.host-exhausted"
  confidence = 0.85

  match "node" {
    fact  = "k8s.node"
    where = "node.condition == 'MemoryPressure' && node.status == 'True'"
  }
  message = "The node ${node.node} is short of memory: ${node.text}"
}

rule "node-memory-events" {
  title      = "The kubelet reports lack of memory on the node"
  cause      = "memory.host-exhausted"
  confidence = 0.85

  match "event" {
    fact  = "k8s.event"
    where = "event.reason in ['SystemOOM', 'NodeHasInsufficientMemory', 'NodeHasMemoryPressure'] || event.reason == 'EvictionThresholdMet' && event.message contains 'memory' || event.message contains 'node.kubernetes.io/memory-pressure'"
  }
  message = "${event.reason}: ${event.message}"
}

rule "pod-evicted-memory" {
  title      = "The kubelet evicted a pod for lack of memory"
  cause      = "memory.userspace-killer"
  confidence = 0.9

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.reason == 'Evicted' && pod.message matches '(?i)memory'"
  }
  message = "${pod.subject} was evicted: ${pod.message}"
}

rule "pod-evicted-listed" {
  title      = "kubectl get pods shows an evicted pod"
  cause      = "memory.userspace-killer"
  confidence = 0.4

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.reason == 'Evicted' && pod.message == ''"
  }
  absent "disk" {
    fact  = "k8s.event"
    where = "disk.message matches '(?i)ephemeral-storage|disk|inodes|imagefs|nodefs'"
  }
  absent "pressure" {
    fact  = "k8s.node"
    where = "pressure.condition == 'DiskPressure' && pressure.status == 'True'"
  }
  message = "${pod.subject} was evicted by the kubelet"
}
