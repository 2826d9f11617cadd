cause "gpu.out-of-memory" {
  title    = "The GPU's memory is exhausted"
  severity = "error"
  summary  = "The program asked for more GPU memory than is free; other processes on the card count too."
  quiet    = "12h"

  changes = [
    "gpu.device",
    "container.state.image",
    "container.state.command",
  ]

  leads_to {
    causes = [
      "worker.boot-failed",
      "app.segfault",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "app.exception",
      "worker.child-killed",
    ]
  }

  fix "see" {
    title = "See who holds GPU memory"
    stage = "now"
    risk  = "safe"
    commands = [
      ["nvidia-smi"],
    ]
  }

  fix "smaller" {
    title = "Smaller batch, shorter context, a quantised model, or a lower gpu-memory-utilization"
    stage = "next"
    risk  = "disruptive"
  }

  fix "card" {
    title = "Use a card with more memory, or spread the model over several"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["One GPU process per card, or fixed shares."]
  references = ["https://docs.pytorch.org/docs/stable/notes/cuda.html"]
}

cause "gpu.driver-mismatch" {
  title    = "NVIDIA's kernel module and user library differ in version"
  severity = "critical"
  summary  = "The driver was updated while the old module stayed loaded."

  # Containers that are given no GPU, or whose programs see none.
  leads_to {
    causes = ["gpu.driver-mismatch", "gpu.not-exposed", "gpu.access-lost", "gpu.application-fault"]
    where  = "string(cause.subject.kind) in ['host', 'gpu'] && string(effect.subject.kind) in ['container', 'pod'] && shares(cause.subject, effect.subject, 'host')"
  }

  changes = [
    "gpu.driver",
    "gpu.device",
    "container.state.gpu_requested",
    "container.state.runtime",
    "host.info.runtimes",
    "host.info.default_runtime",
    "host.info.kernel",
  ]

  leads_to {
    causes = [
      "worker.boot-failed",
      "app.segfault",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "container.runtime-failed",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "app.exception",
      "worker.child-killed",
    ]
  }

  fix "reload" {
    title = "Reboot the host, or unload and reload the nvidia modules with all GPU processes stopped"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["cat", "/proc/driver/nvidia/version"],
    ]
  }

  fix "modules" {
    title = "Unload and load the kernel modules, when nothing uses the GPU"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["systemctl", "restart", "nvidia-persistenced"],
    ]
  }

  fix "reinstall" {
    title = "Install the driver anew, so that module and libraries are of one version"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Exclude the driver from unattended upgrades."]
  references = ["https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/troubleshooting.html"]
}

cause "gpu.driver-too-old" {
  title    = "The NVIDIA driver is older than CUDA needs"
  severity = "error"
  summary  = "The program's CUDA runtime is newer than what the driver supports."

  changes = [
    "gpu.driver",
    "gpu.device",
    "container.state.gpu_requested",
    "container.state.runtime",
    "host.info.runtimes",
    "host.info.default_runtime",
    "host.info.kernel",
    "container.state.image",
  ]

  leads_to {
    causes = [
      "worker.boot-failed",
      "app.segfault",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "container.runtime-failed",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "app.exception",
      "worker.child-killed",
    ]
  }

  fix "driver" {
    title = "Update the driver"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["nvidia-smi"],
    ]
  }

  fix "image" {
    title = "Or use an image with an older CUDA"
    stage = "next"
    risk  = "disruptive"
  }

  fix "older-image" {
    title = "Run on another host, whose driver is newer, or on the processor"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Pin the CUDA version to the oldest driver in use."]
  references = ["https://docs.nvidia.com/deploy/cuda-compatibility/"]
}

cause "gpu.not-exposed" {
  title    = "No GPU reaches the container"
  severity = "error"
  summary  = "The container was started without a GPU, or the host lacks the driver or container toolkit."

  changes = [
    "gpu.driver",
    "gpu.device",
    "container.state.gpu_requested",
    "container.state.runtime",
    "host.info.runtimes",
    "host.info.default_runtime",
    "host.info.kernel",
    "container.state.devices",
  ]

  leads_to {
    causes = [
      "worker.boot-failed",
      "app.segfault",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "container.runtime-failed",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "app.exception",
      "worker.child-killed",
    ]
  }

  fix "test" {
    title = "Try a GPU container"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "run", "--rm", "--gpus", "all", "ubuntu", "nvidia-smi"],
    ]
  }

  fix "toolkit" {
    title = "Install the toolkit, configure the runtime, restart Docker"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["nvidia-ctk", "runtime", "configure", "--runtime=docker"],
      ["systemctl", "restart", "docker"],
    ]
  }

  fix "processor" {
    title = "Run on the processor until the GPU is there; it is slow"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Reserve the GPU in the compose file (deploy.resources.reservations.devices)."]
  references = ["https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/troubleshooting.html", "https://docs.docker.com/compose/how-tos/gpu-support/"]
}

cause "gpu.access-lost" {
  title    = "The container had the GPU and lost it"
  severity = "error"
  summary  = "After a daemon-reload systemd resets the device rules of cgroups; the container can no longer open the device."

  changes = [
    "gpu.driver",
    "gpu.device",
    "container.state.gpu_requested",
    "container.state.runtime",
    "host.info.runtimes",
    "host.info.default_runtime",
    "host.info.kernel",
    "host.info.cgroup_driver",
    "host.info.cgroup_version",
  ]

  leads_to {
    causes = [
      "worker.boot-failed",
      "app.segfault",
      "gpu.not-exposed",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "app.exception",
      "worker.child-killed",
    ]
  }

  fix "restart" {
    title = "Restart the container"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["docker", "restart", "${subject.name}"],
    ]
  }

  fix "devices" {
    title = "Pass the device files explicitly, or use the cgroupfs driver or CDI"
    stage = "next"
    risk  = "disruptive"
  }

  fix "engine" {
    title = "Restart the container runtime, then the container"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["systemctl", "restart", "docker"],
    ]
  }

  prevent    = ["Use CDI for GPU devices."]
  references = ["https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/troubleshooting.html"]
}

cause "gpu.lost" {
  title    = "A GPU is gone"
  severity = "critical"
  summary  = "The driver can no longer talk to the card: it fell off the bus or hangs."

  leads_to {
    causes = [
      "worker.boot-failed",
      "app.segfault",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "gpu.application-fault",
      "gpu.not-exposed",
      "gpu.access-lost",
    ]
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "app.exception",
      "worker.child-killed",
    ]
  }

  fix "reboot" {
    title = "Reboot the host"
    stage = "now"
    risk  = "disruptive"
  }

  fix "reset" {
    title = "Try a reset of the card first when it still shows"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["nvidia-smi", "--gpu-reset"],
    ]
  }

  fix "hardware" {
    title = "Check power and seating; replace the card when it comes back"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Watch Xid 79 and temperatures."]
  references = ["https://docs.nvidia.com/deploy/xid-errors/index.html"]
}

cause "gpu.hardware-fault" {
  title    = "A GPU reports a hardware fault"
  severity = "critical"
  summary  = "ECC, row remapping or NVLink errors: the card needs a reset or replacement."

  leads_to {
    causes = [
      "worker.boot-failed",
      "app.segfault",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "gpu.application-fault",
      "gpu.not-exposed",
      "gpu.access-lost",
    ]
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "app.exception",
      "worker.child-killed",
    ]
  }

  fix "see" {
    title = "See error counters and pending remaps"
    stage = "now"
    risk  = "safe"
    commands = [
      ["nvidia-smi", "-q", "-d", "ECC,ROW_REMAPPER"],
    ]
  }

  fix "reset" {
    title = "Reset the GPU with all its processes stopped"
    stage = "next"
    risk  = "disruptive"
    commands = [
      ["nvidia-smi", "--gpu-reset"],
    ]
  }

  fix "replace" {
    title = "Take the card out of service and have it replaced"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Watch uncorrectable ECC errors."]
  references = ["https://docs.nvidia.com/deploy/xid-errors/index.html"]
}

cause "gpu.application-fault" {
  title    = "The program made the GPU fault"
  severity = "error"
  summary  = "An illegal access or assertion in the program's own GPU code."
  quiet    = "24h"

  # the driver reports of the card what the program did
  leads_to {
    causes = [
      "gpu.application-fault",
    ]
    where = "string(effect.subject.kind) == 'gpu' && string(cause.subject.kind) == 'container'"
  }

  leads_to {
    causes = [
      "worker.boot-failed",
      "app.segfault",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "app.exception",
      "worker.child-killed",
    ]
  }

  fix "debug" {
    title = "Run it with CUDA_LAUNCH_BLOCKING=1 or compute-sanitizer to find the kernel"
    stage = "now"
    risk  = "safe"
  }

  fix "smaller" {
    title = "Run the smallest input that fails with CUDA_LAUNCH_BLOCKING=1 and read where it stops"
    stage = "next"
    risk  = "disruptive"
  }

  fix "versions" {
    title = "Go back to the framework and driver versions that worked"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Test with compute-sanitizer."]
  references = ["https://docs.nvidia.com/deploy/xid-errors/index.html"]
}

cause "gpu.unsupported-arch" {
  title    = "The program has no code for this GPU"
  severity = "error"
  summary  = "It was built for other compute capabilities than this card's."

  changes = [
    "gpu.device",
    "container.state.image",
  ]

  leads_to {
    causes = [
      "worker.boot-failed",
      "app.segfault",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "app.exception",
      "worker.child-killed",
    ]
  }

  fix "build" {
    title = "Use a build for this card (TORCH_CUDA_ARCH_LIST, a newer framework)"
    stage = "now"
    risk  = "disruptive"
    commands = [
      ["nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv"],
    ]
  }

  fix "older" {
    title = "Run it on a card that the library supports"
    stage = "last-resort"
    risk  = "disruptive"
  }

  fix "compile" {
    title = "Build the library for the card's compute capability (TORCH_CUDA_ARCH_LIST)"
    stage = "next"
    risk  = "disruptive"
  }

  prevent    = ["Build for all cards in use."]
  references = ["https://developer.nvidia.com/cuda-gpus"]
}

cause "gpu.overheat" {
  title    = "A GPU is too hot"
  severity = "warning"
  summary  = "The card lowers its clocks or shuts down to protect itself."

  leads_to {
    causes = [
      "worker.boot-failed",
      "app.segfault",
      "worker.time-limit",
    ]
    where = "same(effect.subject, cause.subject)"
  }

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "container.healthcheck-failing",
      "app.exception",
      "worker.child-killed",
    ]
  }

  fix "see" {
    title = "See temperatures and slowdown reasons"
    stage = "now"
    risk  = "safe"
    commands = [
      ["nvidia-smi", "-q", "-d", "TEMPERATURE,PERFORMANCE"],
    ]
  }

  fix "cool" {
    title = "Mend the cooling, or lower the power limit"
    stage = "next"
    risk  = "disruptive"
  }

  fix "slower" {
    title = "Lower the power limit until the cooling works"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["nvidia-smi", "--power-limit", "200"],
    ]
  }

  prevent    = ["Alert on the slowdown temperature."]
  references = ["https://docs.nvidia.com/deploy/xid-errors/index.html"]
}

cause "gpu.driver-fault" {
  title    = "The NVIDIA driver or the GPU's firmware failed"
  severity = "error"
  summary  = "The driver reports an error of its own: mostly a bug of driver or firmware, sometimes the first sign of failing hardware."

  leads_to {
    causes = [
      "app.exception",
      "app.segfault",
      "worker.child-killed",
      "container.healthcheck-failing",
    ]
  }

  fix "see" {
    title = "See which driver runs, and whether other Xids came with it"
    stage = "now"
    risk  = "safe"
    commands = [
      ["nvidia-smi", "-q"],
      ["dmesg", "-T"],
    ]
  }

  fix "update" {
    title = "Install the newest driver of the branch, and reboot"
    stage = "next"
    risk  = "disruptive"
  }

  fix "replace" {
    title = "Have the card tested and replaced when the errors come back with a current driver"
    stage = "last-resort"
    risk  = "disruptive"
  }

  prevent    = ["Keep driver and firmware at the versions that NVIDIA lists for the card."]
  references = ["https://docs.nvidia.com/deploy/xid-errors/analyzing-xid-catalog.html"]
}
