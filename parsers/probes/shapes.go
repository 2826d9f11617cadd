package probes

import (
	"strings"

	"culprit/engine/lazyregexp"
)

// A shape is a line by which a tool tells how its probe went.
type shape struct {
	tool    string
	line    *lazyregexp.Regexp // groups host, port, code, ms, reason
	outcome string             // empty: worked out from the reason
	only    bool               // only where the command is known
}

const name = `["'‘]?(?P<host>[A-Za-z0-9_.:-]*[A-Za-z0-9_-])["'’]?`

func row(tool, outcome, pattern string) shape {
	return shape{tool: tool, outcome: outcome, line: lazyregexp.New(pattern)}
}

func only(s shape) shape { s.only = true; return s }

// shapes is the list of what tools print. Wordings are those of redis-cli 3 to
// 8, libpq 9 to 18, MySQL and MariaDB clients, curl 7 and 8, GNU and busybox
// wget, the ncs of OpenBSD, nmap and busybox, iputils and busybox ping.
var shapes = []shape{
	row("redis-cli", "ok", `^PONG$`),
	row("redis-cli", "auth", `^(?:\(error\) |AUTH failed: )*(?:NOAUTH|WRONGPASS|NOPERM) .*$`),
	row("redis-cli", "starting", `^(?:\(error\) )?LOADING .*(?:loading the dataset|is loading).*$`),
	row("redis-cli", "read-only", `^(?:\(error\) )?(?:MISCONF|READONLY|MASTERDOWN) .*$`),
	row("redis-cli", "overloaded", `^(?:\(error\) )?ERR max number of clients reached$`),
	row("redis-cli", "", `^Could not connect to (?:Redis|Valkey) at `+name+`:(?P<port>\d+): (?P<reason>.*)$`),
	row("redis-cli", "error", `^Error: (?:Server closed the connection|Connection reset by peer|I/O error|Protocol error.*)$`),

	row("pg_isready", "ok", `^(?P<host>[\w./-]+):(?P<port>\d+) - accepting connections$`),
	row("pg_isready", "starting", `^(?P<host>[\w./-]+):(?P<port>\d+) - rejecting connections$`),
	row("pg_isready", "no-response", `^(?P<host>[\w./-]+):(?P<port>\d+) - (?:no response|no attempt)$`),
	row("psql", "", `^psql: (?:error: )?(?:connection to server )?at "(?P<host>[^"]+)"(?: \([^)]*\))?, port (?P<port>\d+) failed: (?P<reason>.*)$`),
	row("psql", "", `^psql: (?:error: )?connection to server on socket "[^"]*" failed: (?P<reason>.*)$`),
	row("psql", "dns", `^psql: (?:error: )?could not translate host name "(?P<host>[^"]+)" to address: .*$`),
	row("psql", "", `^psql: (?:error: )?(?P<reason>(?:could not connect to server|FATAL|timeout expired|SSL|server closed).*)$`),

	row("mysqladmin", "ok", `^(?:mysqld|mariadbd) is alive$`),
	row("mysqladmin", "", `^(?:error: ['"]|ERROR (?P<code>\d{4}) \(\w{5}\): )(?P<reason>Can't connect to (?:MySQL|MariaDB)? ?server on '(?P<host>[^':]+)(?::(?P<port>\d+))?'.*?)['"]?$`),
	row("mysqladmin", "", `^error: ['"](?P<reason>(?:Can't connect|Access denied|Unknown|Lost connection|Too many|Host).*)['"]$`),
	row("mysql", "", `^ERROR (?P<code>\d{4}) \(\w{5}\)(?: at line \d+)?: (?P<reason>(?:Can't connect|Unknown MySQL server host|Access denied for user .* \(using password|Too many connections).*)$`),

	row("curl", "", `^curl: \((?P<code>6|5)\) (?P<reason>Could not resolve (?:host|proxy): `+name+`.*)$`),
	row("curl", "", `^curl: \((?P<code>\d+)\) (?P<reason>Failed (?:to )?connect to `+name+` port (?P<port>\d+)(?: after (?P<ms>\d+) ms)?(?: via .*?)?: .*)$`),
	row("curl", "", `^curl: \((?P<code>\d+)\) (?P<reason>.*)$`),
	row("curl", "", `^(?:< )?HTTP/[\d.]+ (?P<code>\d{3})(?: (?P<reason>.*))?$`),

	row("wget", "dns", `^wget: (?:unable to resolve host address|bad address) `+name+`$`),
	row("wget", "", `^wget: can't connect to remote host(?: \((?P<host>[^)]*)\))?: (?P<reason>.*)$`),
	row("wget", "", `^Connecting to (?P<host>[\w.-]+) \([^)]*\)(?:\|[^|]*\|)?:(?P<port>\d+)\.\.\. failed: (?P<reason>.*)$`),
	row("wget", "", `^Connecting to (?P<host>[\w.-]+) \([^)]*\)\|[^|]*\|:(?P<port>\d+)\.\.\. (?P<reason>failed: .*)$`),
	row("wget", "", `^(?:HTTP request sent, awaiting response\.\.\.|  HTTP/[\d.]+|wget: server returned error: HTTP/[\d.]+) (?P<code>\d{3}) .*$`),
	row("wget", "timeout", `^wget: download timed out$`),
	row("wget", "tls", `^ERROR: (?:cannot verify .*certificate.*|The certificate of .* (?:is not trusted|has expired|doesn't have a known issuer).*)$`),
	row("wget", "ok", `^remote file exists$`),

	row("nc", "ok", `^Connection to (?P<host>\S+)(?: \([\d.:a-f]+\))? (?P<port>\d+) port \[[^\]]*\] succeeded!$`),
	row("nc", "ok", `^(?P<host>[\w.-]+) (?:\[[\d.]+\] (?P<port>\d+) \([^)]*\)|\([\d.:a-f]+\)) open$`),
	row("nc", "", `^(?:nc|ncat|netcat): connect to (?P<host>\S+)(?: \([\d.:a-f]+\))? port (?P<port>\d+) \(tcp\) (?:failed|timed out): (?P<reason>.*)$`),
	row("nc", "", `^(?:nc|netcat): (?P<reason>bad address `+name+`)$`),
	row("nc", "", `^(?:nc|netcat): getaddrinfo(?: for host "(?P<host>[^"]+)" port (?P<port>\d+))?: (?P<reason>.*)$`),
	row("nc", "", `^(?:nc|netcat): (?P<host>[\w.-]+) \([\d.]+:(?P<port>\d+)\): (?P<reason>.*)$`),
	row("nc", "", `^[\w.()-]+ \[(?P<host>[\d.]+)\] (?P<port>\d+) \([^)]*\) : (?P<reason>.*)$`),
	row("nc", "ok", `^Ncat: Connected to (?P<host>[\d.]+):(?P<port>\d+)\.$`),
	row("nc", "", `^Ncat: (?P<reason>(?:Connection|Could not resolve|No route|Network|TIMEOUT).*)$`),
	only(row("bash", "", `^(?:ba)?sh: (?:line \d+: )?(?:connect|/dev/tcp/(?P<host>[^/]+)/(?P<port>\d+)): (?P<reason>.*)$`)),

	row("telnet", "ok", `^Connected to (?P<host>[\w.-]+)\.$`),
	row("telnet", "", `^telnet: (?:Unable to connect to remote host|can't connect to remote host \((?P<host>[^)]*)\)|connect to address (?P<host2>\S+)): (?P<reason>.*)$`),
	row("telnet", "dns", `^telnet: (?:could not resolve|bad address) ['"]?(?P<host>[\w.-]+)(?:/(?P<port>\d+))?.*$`),

	row("ping", "", `^ping6?: (?P<reason>(?:bad address|unknown host) `+name+`)$`),
	row("ping", "", `^ping6?: (?:connect|sendmsg|sendto|socket|local error): (?P<reason>.*)$`),
	row("ping", "dns", `^ping6?: (?P<host>[\w.-]+): (?:Name or service not known|Temporary failure in name resolution|No address associated with hostname|Name does not resolve)$`),

	row("host", "dns", `^Host (?P<host>[\w.-]+) not found: .*$`),
	row("host", "ok", `^(?P<host>[\w.-]+) has (?:IPv6 )?address [\d.:a-f]+$`),
	row("nslookup", "dns", `^nslookup: can't resolve '(?P<host>[^']+)'(?:: .*)?$`),
	row("nslookup", "timeout", `^;; (?:connection timed out; no servers could be reached|communications error to \S+: timed out)$`),
	row("nslookup", "refused", `^;; communications error to \S+: connection refused$`),
	only(row("getent", "ok", `^[\d.:a-f]+ +(?:STREAM +|DGRAM +|RAW +)?(?P<host>[\w.-]+)(?: .*)?$`)),

	only(row("rabbitmq-diagnostics", "ok", `^Ping succeeded.*$`)),
	only(row("rabbitmq-diagnostics", "", `^Error: (?P<reason>unable to (?:perform an operation on|connect to) node.*)$`)),
}

// words tells outcomes by what libc, OpenSSL and the peers say.
var words = []struct {
	outcome string
	words   *lazyregexp.Regexp
}{
	{"dns", lazyregexp.New(`(?i)could not resolve|name or service not known|temporary failure in name|no address associated|name does not resolve|nodename nor|bad address|unknown host|unknown mysql server host|try again$|not known|host not found`)},
	{"mtu", lazyregexp.New(`(?i)message too long`)},
	{"auth", lazyregexp.New(`(?i)password authentication failed|authentication failed|access denied|no password supplied|no pg_hba|unauthorized|is not allowed to connect`)},
	{"missing", lazyregexp.New(`(?i)(?:role|database|user) "[^"]*" does not exist|unknown database`)},
	{"starting", lazyregexp.New(`(?i)starting up|is loading|in recovery|not yet accepting|shutting down`)},
	{"overloaded", lazyregexp.New(`(?i)too many (?:connections|clients)|remaining connection slots|max(?:imum)? number of clients`)},
	{"tls", lazyregexp.New(`(?i)certificate|ssl|tls|alert handshake`)},
	{"unreachable", lazyregexp.New(`(?i)no route to host|network is unreachable|host is unreachable|prohibited|\((?:113|101)\)`)},
	{"timeout", lazyregexp.New(`(?i)timed? ?out|operation now in progress|\(110\)`)},
	{"refused", lazyregexp.New(`(?i)refused|couldn't connect|no such file or directory|\((?:111|2)\)|could not connect to server`)},
	{"denied", lazyregexp.New(`(?i)operation not permitted|permission denied`)},
}

func classify(tool string, code int, reason string) string {
	if tool == "curl" || tool == "wget" {
		switch {
		case code >= 200 && code < 400:
			return "ok"
		case code == 401 || code == 407:
			return "auth"
		case code >= 400:
			return "http-error"
		case code == 28:
			return "timeout"
		case code == 35 || code == 51 || code == 53 || code == 54 || code == 58 || code == 59 || code == 60 || code == 77 || code == 83:
			return "tls"
		case code == 22:
			return "http-error"
		}
	}
	for _, w := range words {
		if w.words.MatchString(reason) {
			return w.outcome
		}
	}
	if code == 7 && tool == "curl" {
		return "refused"
	}
	return "error"
}

var (
	curlNoise  = lazyregexp.New(`^[*<>{}](?: |$)|^  % Total|^ +Dload +Upload|^ *\d+ +\d.*--:--:--|^\[\d+ bytes data\]`)
	httpHeader = lazyregexp.New(`^[A-Za-z][\w-]*: `)
	wgetNoise  = lazyregexp.New(`^(?:--\d{4}-\d\d-\d\d |Resolving |Connecting to |Length: |Saving to: |Spider mode|Retrying\.|Reusing |  [A-Z][\w-]*: |To connect to |  (?:Issued|Unable|Self)|Giving up|HTTP request sent)`)
	telnetLine = lazyregexp.New(`^(?:Trying [\d.:a-f]+\.\.\.|Escape character is|Connection closed by foreign host\.|Ncat: Version)`)
	mysqlLine  = lazyregexp.New(`^(?:(?:mysqladmin|mariadb-admin|mysqladmin\.\w+): (?:\[Warning\] )?|mysql: \[Warning\]|Check that mysqld is running|You can check this by)`)
	redisLine  = lazyregexp.New(`^(?:Warning: Using a password with|AUTH failed: |[\w.-]+:\d+(?:\[\d+\])?> )`)
	psqlLine   = lazyregexp.New(`^(?:\t|        )?(?:Is the server running|accepting TCP/IP connections)`)
)

// noise reports whether a line belongs to what tool prints around its answer.
func noise(tool, line string, headers bool) bool {
	switch tool {
	case "curl":
		return curlNoise.MatchString(line) || headers && (httpHeader.MatchString(line) || line == "")
	case "wget":
		return wgetNoise.MatchString(line)
	case "telnet", "nc", "ncat", "netcat":
		return telnetLine.MatchString(line)
	case "mysqladmin", "mariadb-admin", "mysql", "mariadb":
		return mysqlLine.MatchString(line)
	case "redis-cli", "valkey-cli":
		return redisLine.MatchString(line)
	case "psql":
		return psqlLine.MatchString(line)
	}
	return false
}

var (
	curlTrying  = lazyregexp.New(`^\* +(?:Trying|Host) \[?([\w.:-]+?)\]?:(\d+)`)
	curlConnect = lazyregexp.New(`^\* Connected to ([\w.-]+) \([\d.:a-f]+\) port (\d+)`)
)

// remember takes the peer from a line around the answer, where the command did
// not name it.
func (p *probe) remember(line string) {
	if p.host != "" || !strings.HasPrefix(line, "* ") {
		return
	}
	for _, re := range []*lazyregexp.Regexp{curlConnect, curlTrying} {
		if m := re.FindStringSubmatch(line); m != nil {
			p.host, p.port = authority("", m[1]+":"+m[2])
		}
	}
}
