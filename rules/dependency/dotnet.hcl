rule "dotnet-ruby-php-refused" {
  cause      = "dependency.refused"
  confidence = 0.88

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:Connection refused \((?P<host>[\w.-]+):(?:\d+)\)|SocketException \(?\(?111\)?\)?: Connection refused|Connection refused - connect\(2\) for \"?(?P<host2>[\w.-]+)\"? (?:port )?(?:\d+)|stream_socket_client\(\): .{0,80}Connection refused|php_connect.{0,40}refused|Npgsql\.NpgsqlException.{0,80}Failed to connect to (?P<host3>[\w.-]+):\d+|It was not possible to connect to the redis server\(s\)|Connection refused \[tcp://(?P<host4>[\w.-]+):\d+\])
    EOT
  }
  peer    = "endpoint(line.capture.host != '' ? line.capture.host : line.capture.host2 != '' ? line.capture.host2 : line.capture.host3 != '' ? line.capture.host3 : line.capture.host4, 0)"
  message = "${line.found}"
}
