cause "image.pull-failed" {
  title    = "The image can't be pulled"
  severity = "error"
  summary  = "The registry does not have it, denies it, limits the rate, or can't be reached."

  changes = [
    "container.state.image",
    "host.filesystem",
  ]

  leads_to {
    causes = [
      "dependency.refused",
      "dependency.dns",
      "dependency.timeout",
      "dependency.starting",
      "worker.broker-unreachable",
      "worker.healthcheck-failing",
      "worker.boot-failed",
      "worker.time-limit",
      "container.healthcheck-failing",
      "app.exception",
      "container.exits-normally",
    ]
  }

  fix "try" {
    title = "Pull by hand and read the answer"
    stage = "now"
    risk  = "safe"
    commands = [
      ["docker", "pull", "IMAGE"],
    ]
  }

  fix "login" {
    title = "Log in, or correct name and tag"
    stage = "next"
    risk  = "safe"
    commands = [
      ["docker", "login"],
    ]
  }

  fix "other" {
    title = "Use an image that is there: another tag, a mirror, or one loaded from a file"
    stage = "last-resort"
    risk  = "disruptive"
    commands = [
      ["docker", "load", "--input", "image.tar"],
    ]
  }

  prevent    = ["Pin tags and mirror images."]
  references = ["https://docs.docker.com/docker-hub/usage/"]
}
