rule "kernel-segfault" {
  cause      = "app.segfault"
  confidence = 0.9
  match "crash" {
    fact  = "kernel.segfault"
    where = "crash.process != ''"
  }
  message = "${crash.process} crashed: ${crash.trap}"
}
