# What culprit's own GPU probe says (engine/source/nvml).

rule "nvml-hung" {
  title      = "The NVIDIA driver does not answer"
  cause      = "gpu.lost"
  confidence = 0.85
  match "driver" {
    fact  = "gpu.driver"
    where = "driver.failure == 'hung'"
  }
  message    = "the NVIDIA driver hangs: ${driver.message}"
  references = ["https://docs.nvidia.com/deploy/nvml-api/index.html"]
}
