rule "filesystem-full" {
  title      = "df shows a full file system"
  cause      = "disk.full"
  confidence = 0.75
  match "fs" {
    fact  = "host.filesystem"
    where = "fs.used_percent >= 99 && fs.size_bytes > 1048576 && not (fs.device matches 'loop|squashfs|^/dev/sr') && (fs.device != 'overlay' || fs.mountpoint == '/') && not (fs.mountpoint startsWith '/snap')"
  }
  message = "${fs.mountpoint} is full: ${fs.used_percent} % of ${bytes(fs.size_bytes)}"
}

rule "filesystem-out-of-inodes" {
  title      = "df -i shows no free inodes"
  cause      = "disk.inodes-exhausted"
  confidence = 0.9
  match "fs" {
    fact  = "host.filesystem"
    where = "fs.inodes_percent >= 99 && fs.inodes > 0 && not (fs.device matches 'loop|squashfs') && not (fs.mountpoint startsWith '/snap')"
  }
  message = "${fs.mountpoint} has no free inodes"
}

rule "kernel-read-only" {
  cause      = "disk.read-only"
  confidence = 0.95
  match "fs" {
    fact  = "kernel.fs_readonly"
    where = "fs.message != ''"
  }
  message = "${fs.device} went read-only: ${fs.message}"
}

rule "kernel-io-error" {
  cause      = "disk.io-error"
  confidence = 0.9
  match "disk" {
    fact  = "kernel.io_error"
    where = "disk.message != ''"
  }
  message = "${disk.device} reports errors: ${disk.message}"
}
