rule "inotify" {
  cause      = "limit.inotify"
  confidence = 0.96

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)inotify (?:watch|instance)s? (?:limit|exhausted)|user limit on inotify|System limit for number of file watchers reached|inotify_init1?.{0,40}(?:too many|failed|EMFILE)|user limit on the (?:total )?number of inotify|limit on the number of inotify|inotify_add_watch.{0,60}(?:No space|failed)|upper limit on inotify|Failed to (?:allocate|create|initialize) (?:a |an )?(?:directory )?(?:inotify|watch)|OS file watch limit reached|configured user limit \(\d+\) on the number of inotify|inotify.{0,60}(?:too many open files|no space left)|(?:too many open files|no space left)[^\n]{0,60}inotify|fsnotify[^\n]{0,60}(?:no space left|too many open files)
    EOT
  }
  message = "${line.found}"
}
