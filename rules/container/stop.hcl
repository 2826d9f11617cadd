rule "stop-force" {
  cause      = "container.stop-timeout"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)failed to exit within \d+ ?(?:s|seconds) of (?:signal|kill)|using the force|did not exit within \d+ seconds? .{0,30}(?:kill|force)|State .stop-sigterm. timed out\. Killing
    EOT
  }
  message = "${line.found}"
}

rule "cannot-kill" {
  cause      = "container.runtime-failed"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      cannot (?:kill|stop) container: \S+ (?:tried to kill container|permission denied|Cannot kill)|did not receive an exit event|failed to remove root filesystem[^\n]{0,200}busy|device or resource busy
    EOT
    where   = "line.message matches '(?i)container|overlay|daemon'"
  }
  message = "Docker can't end or remove the container: ${line.found}"
}
