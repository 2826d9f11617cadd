rule "mounted-read-only" {
  title      = "A file system of data is mounted read-only"
  cause      = "disk.read-only"
  confidence = 0.75

  match "fs" {
    fact  = "host.filesystem"
    where = "fs.read_only && fs.device startsWith '/dev/' && fs.type in ['ext3', 'ext4', 'xfs', 'btrfs'] && fs.mountpoint matches '^/(var.*|home|data.*|srv.*|opt|mnt/.+)?$'"
  }
  message = "${fs.device} is mounted read-only at ${fs.mountpoint}"
}
