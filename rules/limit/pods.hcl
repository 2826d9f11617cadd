# What Kubernetes says of process limits.

rule "node-pid-pressure" {
  title      = "The node has the condition PIDPressure"
  cause      = "limit.processes"
  confidence = 0.88

  match "node" {
    fact  = "k8s.node"
    where = "node.condition == 'PIDPressure' && node.status == 'True'"
  }
  message = "The node ${node.node} is short of process ids: ${node.text}"
}
