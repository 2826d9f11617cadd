# A Kubernetes node whose container runtime does not answer.

rule "node-runtime-down" {
  title      = "The node is not ready because its container runtime is down"
  cause      = "daemon.unreachable"
  confidence = 0.85

  match "node" {
    fact  = "k8s.node"
    where = "node.condition == 'Ready' && node.status != 'True' && node.message matches '(?i)container runtime is down|PLEG is not healthy|runtime .*not responding'"
  }
  message = "The node ${node.node} is not ready: ${node.message}"
}

rule "node-network-not-ready" {
  title      = "The node is not ready because its network plugin is not"
  cause      = "container.runtime-failed"
  confidence = 0.85

  match "node" {
    fact  = "k8s.node"
    where = "node.condition == 'Ready' && node.status != 'True' && node.message matches '(?i)NetworkPluginNotReady|cni (?:plugin not initialized|config uninitialized)|network plugin is not ready'"
  }
  message = "The node ${node.node} is not ready: ${node.message}"
}
