package redact

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// key is made up; it has the shape of an RSA key.
const key = `-----BEGIN RSA PRIVATE KEY-----
MIIEowIBAAKCAQEAw7Zx5mH0Yt1kqv9b3LrWcXo8fJ2sD4gN6uPzEaRhTyQiVb0M
c3JlYWxseS1ub3QtYS1rZXktanVzdC10ZXN0LWRhdGEtZm9yLXJlZGFjdGlvbg1x
QmFzZTY0TGluZQ==
-----END RSA PRIVATE KEY-----`

// TestText: what is hidden, and that the words around stay.
func TestText(t *testing.T) {
	for _, c := range []struct{ text, secret, stays string }{
		{"connecting to redis://:s3cr3t-Pw@cache:6379/0", "s3cr3t-Pw", "@cache:6379/0"},
		{"postgres://shop:p@ss/w0rd@db:5432/shop failed", "p@ss/w0rd", "postgres://shop:"},
		{"amqp://u:one1@a:5672,amqp://u:two2@b:5672", "two2", "@b:5672"},
		{"shop:hunter22@tcp(db:3306)/shop", "hunter22", "@tcp(db:3306)/shop"},
		{"host=db user=shop password=hunter22 dbname=shop", "hunter22", "dbname=shop"},
		{"Server=db;Database=x;User Id=sa;Password=Hunter22!;", "Hunter22!", "Database=x"},
		{"jdbc:postgresql://db/shop?user=a&password=hunter22&ssl=true", "hunter22", "ssl=true"},
		{"jdbc:oracle:thin:scott/tiger77@db:1521:x", "tiger77", "@db:1521"},
		{`curl -H "Authorization: Bearer abcdefghijklmnop"`, "abcdefghijklmnop", "Authorization: Bearer "},
		{"authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz", "Basic "},
		{`{"headers":{"Authorization":"Token 0123456789abcdef"}}`, "0123456789abcdef", "headers"},
		{"> Cookie: session=abc123; theme=dark", "abc123", "Cookie"},
		{"X-Api-Key: k123456", "k123456", "X-Api-Key: "},
		{"aws AKIAIOSFODNN7EXAMPLE denied", "AKIAIOSFODNN7EXAMPLE", "denied"},
		{"AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI", "AWS_SECRET_ACCESS_KEY="},
		{`{"user":"a","password":"hun\"ter","x":1}`, "hun", `"x":1`},
		{`{"log":"{\"password\":\"hunter22\",\"y\":2}\n"}`, "hunter22", `\"y\":2`},
		{"{'api_key': 'hunter22', 'user': 'a'}", "hunter22", "'user': 'a'"},
		{`params: :password=>"hunter22", :user=>"a"`, "hunter22", ":user"},
		{"{User:a Password:hunter22 Host:db}", "hunter22", "Host:db"},
		{"POSTGRES_PASSWORD: hunter22", "hunter22", "POSTGRES_PASSWORD: "},
		{"      password: correct horse", "correct horse", "password: "},
		{"redis-server --requirepass hunter22 --port 1", "hunter22", "--port 1"},
		{"redis-cli -h cache -a hunter22 ping", "hunter22", "ping"},
		{"mysqladmin -u root -phunter22 ping", "hunter22", "ping"},
		{"curl -u admin:hunter22 http://x/", "hunter22", "http://x/"},
		{`exec "/app" "--token" "hunter22"`, "hunter22", "--token"},
		{"statement: ALTER ROLE shop PASSWORD 'hunter22'", "hunter22", "ALTER ROLE shop"},
		{"mysql: IDENTIFIED BY 'hunter22'", "hunter22", "IDENTIFIED BY"},
		{"jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl expired", "eyJhbGci", "expired"},
		{"push to https://hooks.slack.com/services/T00/B00/xyzXYZ", "xyzXYZ", "hooks.slack.com"},
		{"hf_abcdefghijklmnopqrstuv is invalid", "hf_abc", "is invalid"},
		{"before\n" + key + "\nafter", "MIIEowIBAAKC", "after"},
		{`"key":"-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----"`, "MIIEvQ", "BEGIN PRIVATE KEY"},
		{"MIIEowIBAAKCAQEAw7Zx5mH0Yt1kqv9b3LrWcXo8fJ2sD4gN6uPzEaRhTyQiVb0M", "MIIEow", ""},
	} {
		got := New().Text(c.text)
		if strings.Contains(got, c.secret) || !strings.Contains(got, "[secret#") || !strings.Contains(got, c.stays) {
			t.Errorf("%s\n  became %s", c.text, got)
		}
		if again := New().Text(got); again != got {
			t.Errorf("hiding twice changes %s to %s", got, again)
		}
	}
}

// TestNoSecret: words that look alike and must stay, since rules and people
// read them.
func TestNoSecret(t *testing.T) {
	for _, text := range []string{
		`FATAL:  password authentication failed for user "shop"`,
		"NOAUTH Authentication required.",
		"Error 111 connecting to cache:6379. Connection refused.",
		"GET http://api:8000/health?user=a@b.example 502",
		"fe_sendauth: no password supplied",
		"POSTGRES_PASSWORD_FILE=/run/secrets/db_password",
		"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		"Unexpected token } in JSON at position 5",
		"KeyError: 'SECRET_KEY'",
		"max_tokens=4096 tokens: 12",
		"PWD=/app OLDPWD=/",
		"requirepass is not set",
		"container 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 died",
		"password=****** token=<redacted>",
		"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08,mems_allowed=0",
		"redis://cache:6379/0", "mkdir -p /data", "key=value author=me",
	} {
		if got := New().Text(text); got != text {
			t.Errorf("%s\n  became %s", text, got)
		}
	}
}

// TestRelations: one secret has one token, wherever it is found and however.
func TestRelations(t *testing.T) {
	r := New()
	url := r.Variable("REDIS_URL", "redis://:s3cr3t-Pw@cache:6379/0")
	other := r.Text("redis-server --requirepass s3cr3t-Pw")
	bare := r.Text("the server wants s3cr3t-Pw, says the log")
	const token = "[secret#1]"
	if url != "redis://:"+token+"@cache:6379/0" || other != "redis-server --requirepass "+token || bare != "the server wants "+token+", says the log" {
		t.Error(url, other, bare)
	}
	if r.Text("password=another1") != "password=[secret#2]" || r.Count() != 2 {
		t.Error("the second secret is not the second token")
	}
	r.Text("password=postgres")
	if got := r.Text("database system of postgres is ready"); !strings.Contains(got, "postgres") {
		t.Error("an ordinary word is hidden everywhere: " + got)
	}
}

func TestVariables(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"DB_HOST", "db", "db"}, {"DB_PORT", "5432", "5432"}, {"KAFKA_BROKERS", "a:9092,b:9092", "a:9092,b:9092"},
		{"PATH", "/usr/bin:/bin", "/usr/bin:/bin"}, {"DEBUG", "true", "true"}, {"EMPTY", "", ""},
		{"DB_PASSWORD_FILE", "/run/secrets/db", "/run/secrets/db"}, {"DB_PASSWORD", "/run/secrets/db", "/run/secrets/db"},
		{"DB_PASSWORD", "12345", "[secret#1]"}, {"ANYTHING", "some value", "[secret#1]"}, {"MODE", "production", "production"},
		{"SENTRY_DSN", "https://0123456789abcdef@sentry.example/42", "https://[secret#1]@sentry.example/42"},
		{"HOOK", "https://hooks.example/services/T00/B00/xyz", "https://hooks.example/services[secret#1]"},
		{"DSN", "host=db port=5432 password=x dbname=shop", "host=db port=5432 password=[secret#1] dbname=shop"},
		{"MYSQL_DSN", "u:p1@tcp(db:3306)/shop", "u:[secret#1]@tcp(db:3306)/shop"},
	} {
		if got := New().Variable(c.name, c.value); got != c.want {
			t.Errorf("%s=%s became %s, want %s", c.name, c.value, got, c.want)
		}
	}
}

func TestJSON(t *testing.T) {
	const doc = `[{"Id":"9f86","Config":{"Env":["A=b secret","DB_HOST=db","EMPTY=","N"],"Cmd":["redis-server","--requirepass","hunter22"],
"Labels":{"com.example.api-key":"k-4711","com.docker.compose.service":"redis"}},"State":{"Health":{"Log":[{"Output":"-a\u003c password=hunter22"}]}},"Memory":268435456,"X":[1.50,null,true]}]`
	const want = `[{"Id":"9f86","Config":{"Env":["A=[secret#1]","DB_HOST=db","EMPTY=","N"],"Cmd":["redis-server","--requirepass","[secret#2]"],"Labels":{"com.example.api-key":"[secret#3]","com.docker.compose.service":"redis"}},"State":{"Health":{"Log":[{"Output":"-a< password=[secret#2]"}]}},"Memory":268435456,"X":[1.50,null,true]}]
`
	var got bytes.Buffer
	if err := New().JSON(&got, strings.NewReader(doc), ""); err != nil || got.String() != want {
		t.Errorf("%v\n got %s\nwant %s", err, got.String(), want)
	}
	var v any
	if err := json.Unmarshal([]byte(doc), &v); err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(New().Value(v))
	if strings.Contains(string(text), "hunter22") || strings.Contains(string(text), "4711") {
		t.Errorf("%s", text)
	}
	if err := New().JSON(&got, strings.NewReader(`{"a":`), ""); err == nil {
		t.Error("half a document is no error")
	}
}

func TestLines(t *testing.T) {
	var keyed []string
	for line := range strings.Lines(key) {
		keyed = append(keyed, "2026-11-23T22:12:23.420373225Z stderr F "+strings.TrimSuffix(line, "\n"))
	}
	text := strings.Join(keyed, "\n") + "\nnext line of 1 MiB " + strings.Repeat("x", 2*maxLine) + "\nlast password=hunter22"
	var out strings.Builder
	if err := New().Lines(&out, strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	for _, secret := range []string{"MIIEow", "c3JlYWxs", "QmFzZTY0TGluZQ", "hunter22"} {
		if strings.Contains(got, secret) {
			t.Errorf("%s is left", secret)
		}
	}
	if strings.Count(got, "\n") != strings.Count(text, "\n") || !strings.Contains(got, "2026-11-23T22:12:23.420373225Z stderr F [secret#") || !strings.HasSuffix(got, "last password=[secret#4]") {
		t.Errorf("%.600s…", got)
	}
}

// TestJSONLines: one damaged line does not cost the others.
func TestJSONLines(t *testing.T) {
	const text = `{"password":"hunter22"}` + "\n" + `{"password":"hunter22", cut` + "\n" + `{"a": 1}`
	var out strings.Builder
	if err := New().JSONLines(&out, strings.NewReader(text)); err != nil || out.String() != `{"password":"[secret#1]"}`+"\n"+`{"password":"[secret#1]", cut`+"\n"+`{"a":1}` {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func BenchmarkLines(b *testing.B) {
	text := strings.Repeat("2026-11-23T22:12:23.420373225Z stderr F [2026-11-23 22:12:23,419: ERROR/MainProcess] consumer: Cannot connect to redis://:**@cache:6379/0: Error 111\n", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		New().Lines(&bytes.Buffer{}, strings.NewReader(text))
	}
}

// FuzzText: whatever stands before it, a password in a setting is hidden.
func FuzzText(f *testing.F) {
	f.Add("redis://:pw@cache:6379/0 password='x' ")
	f.Add(`{"a":["--token","x"]}`)
	f.Add("0pAss0=") // no telling name, and empty: what follows is no value of it
	f.Fuzz(func(t *testing.T, before string) {
		r := New()
		r.Variable("X", before)
		r.JSON(&bytes.Buffer{}, strings.NewReader(before), " ")
		if strings.ContainsAny(before, "\"'\n ") {
			t.Skip("the password may be inside of a quoted one")
		}
		if out := r.Text("x " + before + " DB_PASSWORD=s3cr3t-canary"); strings.Contains(out, "s3cr3t-canary") {
			t.Errorf("%q", out)
		}
	})
}

// TestOptionLines: the value of an option on the line after it.
func TestOptionLines(t *testing.T) {
	s := New().Stream()
	for _, c := range [][2]string{
		{`    "--requirepass",`, `    "--requirepass",`}, {`    "hunter22x"`, `    "[secret#1]"`}, {`    "hunter23x"`, `    "hunter23x"`},
		{`    "--port",`, `    "--port",`}, {`    "6379",`, `    "6379",`},
		{`    "--password",`, `    "--password",`}, {`    "--verbose",`, `    "--verbose",`}, {`    "plain"`, `    "plain"`},
	} {
		if got := s.Line(c[0]); got != c[1] {
			t.Errorf("%s: %s", c[0], got)
		}
	}
}
