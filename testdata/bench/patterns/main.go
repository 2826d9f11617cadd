// Patterns makes as many failure patterns as asked for, the same ones always:
// texts that programs print when they fail, joined to regular expressions, and
// the rules of them.
//
//	go run ./testdata/bench/patterns -n 1000 -dir out
//
// writes out/re.txt (regular expressions, one a line), out/literals.txt (a text
// that each requires), out/escaped.txt (the same as Docker's json-file driver
// writes it), out/texts.txt (what each matches) and out/rules/*.hcl.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	programs = []string{"redis", "postgres", "kafka", "rabbitmq", "mysql", "mongodb", "nginx", "envoy", "celery", "etcd", "consul", "vault", "minio", "traefik", "haproxy", "memcached", "cassandra", "zookeeper", "nats", "airflow"}
	things   = []string{"lease", "replication slot", "leader election", "certificate", "token", "memory limit", "connection pool", "volume mount", "partition", "transaction log", "dns lookup", "write-ahead log", "consumer group", "shard", "quota", "snapshot upload", "webhook", "schema migration", "session store", "worker slot"}
	ends     = []string{"expired", "refused", "was lost", "timed out", "overflowed", "is read-only", "is corrupted", "could not be opened", "exceeded its deadline", "deadlocked", "was rejected", "is out of sync"}
	reasons  = []string{"permission denied", "no space left", "broken pipe", "connection reset by peer", "unexpected EOF", "context canceled", "bad file descriptor", "too many open files"}
)

func main() {
	n := flag.Int("n", 1000, "how many")
	dir := flag.String("dir", "", "where to write them")
	flag.Parse()
	log.SetFlags(0)
	if err := os.MkdirAll(filepath.Join(*dir, "rules"), 0o755); err != nil {
		log.Fatal(err)
	}
	var patterns, literals, escaped, texts, rules []string
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[string]bool{}
	for len(patterns) < *n {
		program, thing, end, reason := one(r, programs), one(r, things), one(r, ends), one(r, reasons)
		code := r.IntN(900)
		literal, pattern, text := thing+" "+end, "", ""
		switch r.IntN(5) {
		case 0: // a text
			literal = fmt.Sprintf("%s: %s %s (code %d)", program, thing, end, code)
			pattern, text = regexp.QuoteMeta(literal), literal
		case 1: // a text, anything, a text
			literal = fmt.Sprintf("%s %s %d", thing, end, code)
			pattern, text = fmt.Sprintf("%s.*%s", literal, reason), literal+" after 3 tries: "+reason
		case 2: // an alternative
			literal = fmt.Sprintf("%s/%d: %s", program, code, thing)
			pattern, text = fmt.Sprintf("(?:%s) (?:%s|failed)", literal, end), literal+" "+end
		case 3: // in any case, with a number
			literal = fmt.Sprintf("%s[%d] %s", program, code, thing)
			pattern, text = "(?i)"+regexp.QuoteMeta(literal)+` #(?P<number>\d+) `+end, literal+" #17 "+end
		default: // quoted, as it stands escaped in the file
			literal = fmt.Sprintf("%s %q %s", thing, fmt.Sprint(program, code), end)
			pattern, text = literal+": .*"+reason, literal+": x "+reason
		}
		if seen[literal] {
			continue
		}
		seen[literal] = true
		quoted, _ := json.Marshal(literal)
		patterns, literals, texts = append(patterns, pattern), append(literals, literal), append(texts, text)
		escaped = append(escaped, string(quoted[1:len(quoted)-1]))
		rules = append(rules, fmt.Sprintf("rule \"made-%d\" {\n  cause   = \"made.failure\"\n  message = \"${line.found}\"\n\n  match \"line\" {\n    fact    = \"log.line\"\n    pattern = <<-EOT\n      %s\n    EOT\n  }\n}\n", len(patterns), pattern))
	}
	write(*dir, "re.txt", patterns)
	write(*dir, "literals.txt", literals)
	write(*dir, "escaped.txt", escaped)
	write(*dir, "texts.txt", texts)
	write(*dir, "rules/cause.hcl", []string{"cause \"made.failure\" {\n  title    = \"A made-up failure\"\n  severity = \"error\"\n  summary  = \"Made for measuring.\"\n}"})
	const inFile = 200
	for i := 0; i < len(rules); i += inFile {
		write(*dir, fmt.Sprintf("rules/made-%03d.hcl", i/inFile), rules[i:min(i+inFile, len(rules))])
	}
}

func one(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func write(dir, name string, lines []string) {
	if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		log.Fatal(err)
	}
}
