# What ls says of modes and owners.

rule "listed-secret-unreadable" {
  title      = "Nobody but root may read the secret, and the program is not root"
  cause      = "permission.file"
  confidence = 0.85

  match "file" {
    fact  = "file.entry"
    where = "file.type == 'file' && file.mode endsWith '---' && file.path matches '(?i)/secrets?/[^/]+$' && file.owner in ['root', '0']"
  }
  match "me" {
    fact  = "host.setting"
    where = "me.name == 'id' && me.num > 0 && same(me, file)"
  }
  subject = "me"
  message = "${file.path} is ${file.mode} ${file.owner}:${file.group}, and the program runs as uid ${me.num}"
}

rule "listed-mode-none" {
  title      = "A secret that nobody may read"
  cause      = "permission.file"
  confidence = 0.8

  match "file" {
    fact  = "file.entry"
    where = "file.type == 'file' && file.mode startsWith '---------' && file.path matches '(?i)secret|password|key|token|credential|\\\\.(pem|crt|env)$'"
  }
  message = "${file.path} has mode ${file.mode}, owner ${file.owner}"
}

rule "listed-mount-of-another-user" {
  title      = "A mounted file or folder belongs to another user than the container runs as"
  cause      = "permission.file"
  confidence = 0.75

  match "file" {
    fact  = "file.entry"
    where = "file.type in ['file', 'directory'] && file.mode endsWith '---'"
  }
  match "box" {
    fact  = "container.state"
    where = "box.user != '' && not (box.user in ['root', '0', '0:0', 'root:root', file.owner]) && any(box.mounts, .source == file.path) && not box.running"
  }
  subject = "box"
  message = "${file.path} is ${file.mode} ${file.owner}:${file.group}, and ${box.subject} runs as ${box.user}"
}

rule "listed-access-denied" {
  title      = "A secret's folder can't be looked into from inside the container"
  cause      = "permission.file"
  confidence = 0.75

  match "file" {
    fact  = "file.entry"
    where = "file.type == 'denied' && file.message contains 'ermission denied' && file.subject.name != file.path"
  }
  message = "${file.path}: ${file.message}"
}
