rule "image-pull" {
  cause      = "image.pull-failed"
  confidence = 0.94

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)pull access denied|manifest (?:for \S+ )?(?:unknown|not found)|repository does not exist|toomanyrequests|You have reached your (?:unauthenticated )?pull rate limit|ErrImagePull|ImagePullBackOff|Back-off pulling image|unable to copy from source docker://|pinging container registry|unexpected commit digest|missing signature key|requested access to the resource is denied|failed to pull (?:and unpack )?image|Error response from daemon: (?:Get "?https?://|Head "?https?://|unauthorized|denied: )|no matching manifest for|failed to resolve (?:source metadata|reference)|error pulling image|unauthorized: (?:authentication required|incorrect username)|no basic auth credentials|failed to register layer|failed to copy: httpReadSeeker|TLS handshake timeout.{0,40}registry|failed to do request: Head|not found: manifest unknown|Unable to find image .{1,100}: 
    EOT
    where   = "not (line.message startsWith 'Unable to find image' && line.message endsWith 'locally') && not (line.message contains 'Attempting next endpoint')"
  }
  message = "${line.found}"
}

rule "registry-answers-badly" {
  cause      = "image.pull-failed"
  confidence = 0.85

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      received unexpected HTTP status: \d+|manifest version 2, schema 1 support (?:is|has been)|error getting credentials - err|error pulling image configuration|blob unknown to registry|no such host.{0,40}registry
    EOT
  }
  message = "The registry does not give the image: ${line.found}"
}

rule "image-not-on-node" {
  cause      = "image.pull-failed"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Rejected [^\n]{0,60}"No such image: (?:[^"]+)"|(?m)^denied: requested access to the resource is denied
    EOT
  }
  message = "${line.found}"
}
