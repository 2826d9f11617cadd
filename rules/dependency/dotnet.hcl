rule "dotnet-ruby-php-refused" {
  cause      = "dependency.refused"
  confidence = 0.88
  quiet      = "10m"

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Connection refused \((?P<host>[\w.-]+):(?P<port>\d+)\)|SocketException \(?\(?111\)?\)?: Connection refused|Connection refused - connect\(2\) for \"?(?P<host2>[\w.-]+)\"? (?:port )?(?P<port2>\d+)|stream_socket_client\(\): .{0,80}Connection refused|php_connect.{0,40}refused|Npgsql\.NpgsqlException.{0,80}Failed to connect to (?P<host3>[\w.-]+):\d+|It was not possible to connect to the redis server\(s\)|Connection refused \[tcp://(?P<host4>[\w.-]+):\d+\])
    EOT
  }
  peer    = "endpoint(line.capture.host != '' ? line.capture.host : line.capture.host2 != '' ? line.capture.host2 : line.capture.host3 != '' ? line.capture.host3 : line.capture.host4, 0)"
  message = "${line.found}"

  until "back" {
    fact    = "log.line"
    pattern = <<-EOT
      (?i)connected to (?:redis|amqp|postgres|mysql|mongo|broker|database|kafka|rabbit|nats|server)|celery@\S+ ready|connection (?:re-?)?established|successfully (?:re)?connected|reconnected|(?:database|redis|broker|postgres|mysql|postgresql|db|dependenc(?:y|ies)|cache|mongo|server) (?:is|are) (?:now )?(?:up|ready|available|reachable)|is ready to accept|connection (?:is )?(?:restored|recovered)
    EOT
    where   = "same(back, line)"
  }
}
