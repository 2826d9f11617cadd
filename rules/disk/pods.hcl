# What Kubernetes says of disks: the condition of a node, evictions, taints.

rule "node-disk-pressure" {
  title      = "The node has the condition DiskPressure"
  cause      = "disk.full"
  confidence = 0.9

  match "node" {
    fact  = "k8s.node"
    where = "node.condition == 'DiskPressure' && node.status == 'True'"
  }
  message = "The node ${node.node} is short of disk space: ${node.text}"
}

rule "node-disk-events" {
  title      = "The kubelet reports lack of disk space on the node"
  cause      = "disk.full"
  confidence = 0.88

  match "event" {
    fact  = "k8s.event"
    where = "event.reason in ['NodeHasDiskPressure', 'FreeDiskSpaceFailed', 'OutOfDisk', 'NodeOutOfDisk'] || event.reason == 'EvictionThresholdMet' && event.message matches 'ephemeral-storage|imagefs|nodefs|disk' || event.message contains 'node.kubernetes.io/disk-pressure'"
  }
  message = "${event.reason}: ${event.message}"
}

rule "pod-evicted-disk" {
  title      = "The kubelet evicted a pod for lack of disk space on the node"
  cause      = "disk.full"
  confidence = 0.9

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.reason == 'Evicted' && pod.message matches '(?i)node was low on resource: \\\\[?(?:ephemeral-storage|nodefs|imagefs)|DiskPressure'"
  }
  message = "${pod.subject} was evicted: ${pod.message}"
}

rule "pod-evicted-quota" {
  title      = "The kubelet evicted a pod that used more disk than it may"
  cause      = "disk.quota"
  confidence = 0.92

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.reason == 'Evicted' && pod.message matches '(?i)exceed(?:s|ed) (?:the |its )?(?:total |local )*(?:ephemeral storage )?limit|exceeds the total limit'"
  }
  message = "${pod.subject} was evicted: ${pod.message}"
}

rule "pod-evicted-inodes" {
  title      = "The kubelet evicted a pod for lack of inodes"
  cause      = "disk.inodes-exhausted"
  confidence = 0.9

  match "pod" {
    fact  = "k8s.pod"
    where = "pod.reason == 'Evicted' && pod.message matches '(?i)node was low on resource: \\\\[?inodes'"
  }
  message = "${pod.subject} was evicted: ${pod.message}"
}
