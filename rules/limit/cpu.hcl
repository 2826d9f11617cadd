rule "cpu-throttled" {
  cause      = "limit.cpu"
  confidence = 0.9
  match "cpu" {
    fact  = "container.cpu"
    where = "cpu.throttled_percent >= 25 && cpu.periods > 20"
  }
  message = "Throttled in ${cpu.throttled_percent} % of its CPU periods"
}
