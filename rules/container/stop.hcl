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
