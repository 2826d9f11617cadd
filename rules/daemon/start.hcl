rule "dockerd-fails" {
  cause      = "daemon.unreachable"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:failed to start daemon: |failed to load listeners|pid file found, ensure docker is not running|Error initializing network controller|docker\.socket: Failed|containerd.{0,60}(?:failed to dial|timeout|not running)|dial unix .{0,60}docker\.sock: connect: (?:no such file|connection refused)|docker daemon (?:is not|isn.t) running|docker desktop (?:is not|isn.t) running|error during connect: )
    EOT
    where   = "not (line.message matches '(?i)address pool|NAT chain|INVALID_ZONE|IP tables|iptables|metadata database|X509 key pair|valid graphdrivers|Permission ?[Dd]enied|permission denied|No chain/target|no space left|configure the Docker daemon')"
  }
  message = "${line.found}"
}
