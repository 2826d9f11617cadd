# What nvidia-smi shows, or says instead.

rule "smi-mismatch" {
  cause      = "gpu.driver-mismatch"
  confidence = 0.97
  match "driver" {
    fact  = "gpu.driver"
    where = "driver.failure == 'mismatch' && driver.message contains 'initialize NVML'"
  }
  message = "nvidia-smi: ${driver.message}"
}

rule "smi-access-lost" {
  cause      = "gpu.access-lost"
  confidence = 0.93
  match "driver" {
    fact  = "gpu.driver"
    where = "driver.failure == 'access-lost' || driver.failure == 'no-permission'"
  }
  message = "nvidia-smi: ${driver.message}"
}

rule "smi-no-gpu" {
  cause      = "gpu.not-exposed"
  confidence = 0.9
  match "driver" {
    fact  = "gpu.driver"
    where = "driver.failure in ['not-loaded', 'library-missing', 'no-devices', 'not-found']"
  }
  message = "nvidia-smi: ${driver.message}"
}

rule "smi-gpu-lost" {
  cause      = "gpu.lost"
  confidence = 0.95
  match "driver" {
    fact  = "gpu.driver"
    where = "driver.failure == 'gpu-lost'"
  }
  message = "nvidia-smi: ${driver.message}"
}

rule "smi-device-lost" {
  cause      = "gpu.lost"
  confidence = 0.93
  match "gpu" {
    fact  = "gpu.device"
    where = "gpu.lost"
  }
  message = "${gpu.subject} (${gpu.name}) answers with errors only"
}

rule "smi-remap-failed" {
  cause      = "gpu.hardware-fault"
  confidence = 0.95
  match "gpu" {
    fact  = "gpu.device"
    where = "gpu.remap_failed || gpu.remap_pending || gpu.ecc_uncorrected > 0"
  }
  message = "${gpu.subject} (${gpu.name}) reports uncorrectable memory errors"
}

rule "smi-thermal-slowdown" {
  cause      = "gpu.overheat"
  confidence = 0.85
  match "gpu" {
    fact  = "gpu.device"
    where = "gpu.thermal_slowdown && (gpu.temperature_celsius < 0 || gpu.temperature_celsius >= 75)"
  }
  message = "${gpu.subject} (${gpu.name}) slows down at ${gpu.temperature_celsius} °C"
}
