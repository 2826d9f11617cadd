// Package certificates reads what openssl tells of a certificate: x509 -dates,
// -text or -enddate, and s_client with its chain and its verdict.
//
//	notBefore=Nov 23 10:00:00 2025 GMT
//	notAfter=Nov 23 10:00:00 2026 GMT
//	Verify return code: 10 (certificate has expired)
package certificates

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
)

// Parser reads certificates.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "certificates" }

var (
	dates    = lazyregexp.New(`^\s*(?:notBefore=|Not Before ?: |NotBefore: )(.*)$`)
	ends     = lazyregexp.New(`^\s*(?:notAfter=|Not After ?: |NotAfter: )(.*)$`)
	validity = lazyregexp.New(`^\s*v:NotBefore: (.*?); NotAfter: (.*)$`)
	subject  = lazyregexp.New(`^\s*(?:subject=|Subject: ) ?(.*)$`)
	issuer   = lazyregexp.New(`^\s*(?:issuer=|Issuer: ) ?(.*)$`)
	verdict  = lazyregexp.New(`^\s*Verify return code: (\d+) \((.*)\)$`)
	trouble  = lazyregexp.New(`^verify error:num=(\d+):(.*)$`)
	dead     = lazyregexp.New(`^(?:[0-9A-F]+:error:|error [\w.-]+: verification failed|(?:connect|BIO_connect|socket):? ?.*(?:errno|error)|CONNECTED|write:errno)`)
)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	switch {
	case len(line) < 6:
		return false
	case bytes.HasPrefix(line, []byte("CONNECTED(")), bytes.HasPrefix(line, []byte("notBefore=")), bytes.HasPrefix(line, []byte("notAfter=")):
		return true
	case bytes.HasPrefix(line, []byte("Certificate:")):
		return bytes.HasPrefix(rest, []byte("    Data:"))
	case bytes.HasPrefix(line, []byte("depth=")):
		return bytes.HasPrefix(rest, []byte("verify "))
	case bytes.HasPrefix(line, []byte("subject=")), bytes.HasPrefix(line, []byte("issuer=")):
		return bytes.Contains(rest, []byte("notAfter=")) || bytes.Contains(rest, []byte("issuer="))
	}
	return false
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	d := &fact.TLSCertificate{Verify: -1}
	d.Host, d.Port, d.File = asked(r.Command)
	var at section.Line
	var text []string
	inPEM := false
	for {
		l, ok := r.Next()
		if !ok {
			break
		}
		line := strings.TrimRight(string(l.Bytes), " ")
		if at.Number == 0 {
			at = section.Line{Number: l.Number, Offset: l.Offset}
		}
		if read(d, line) {
			text = append(text, strings.TrimSpace(line))
		}
		inPEM = strings.HasPrefix(line, "-----BEGIN") || inPEM && !strings.HasPrefix(line, "-----END")
		peek, ok := r.PeekLine()
		if !ok || !inPEM && !own(strings.TrimRight(string(peek), "\r ")) {
			break
		}
	}
	if len(text) > 0 {
		f := r.Fact("tls.certificate", at, d)
		f.Text = strings.Join(text, " ")
		f.Text = f.Text[:min(len(f.Text), fact.MaxText)]
		emit(f)
	}
	return nil
}

var (
	ownLine = lazyregexp.New(`^(?:\s|-|depth=|verify |subject=|issuer=|not(?:Before|After)=|Certificate|Server certificate|No client certificate|Peer |SSL|New, |Verif|Server |Compression|Expansion|No ALPN|Early data|DONE|CONNECTED|Acceptable client|Client Certificate|Requested|Shared|Negotiated|Secure |Extended|This TLS|Post-Handshake|read R BLOCK|closed|Resumption|\d+ s:|serial=|SHA\d|sha\d)`)
)

func own(line string) bool { return line == "" || ownLine.MatchString(line) || dead.MatchString(line) }

// asked is the peer or file that openssl was given.
func asked(argv []string) (host string, port int, file string) {
	for i, a := range argv {
		if i+1 >= len(argv) {
			break
		}
		switch a {
		case "-connect":
			name, number, _ := strings.Cut(argv[i+1], ":")
			host = name
			port, _ = strconv.Atoi(number)
		case "-in":
			file = argv[i+1]
		}
	}
	return host, port, file
}

// read takes in one line; the first certificate of a chain is the peer's own.
func read(d *fact.TLSCertificate, line string) bool {
	set := func(to *string, value string) bool {
		if *to == "" {
			*to = value
		}
		return true
	}
	date := func(to *time.Time, value string) bool {
		if t, ok := instant(value); ok && to.IsZero() {
			*to = t
		}
		return true
	}
	if m := validity.FindStringSubmatch(line); m != nil {
		return date(&d.NotBefore, m[1]) && date(&d.NotAfter, m[2])
	}
	if m := dates.FindStringSubmatch(line); m != nil {
		return date(&d.NotBefore, m[1])
	}
	if m := ends.FindStringSubmatch(line); m != nil {
		return date(&d.NotAfter, m[1])
	}
	if m := subject.FindStringSubmatch(line); m != nil {
		return set(&d.Subject, m[1])
	}
	if m := issuer.FindStringSubmatch(line); m != nil {
		return set(&d.Issuer, m[1])
	}
	for _, shape := range []*lazyregexp.Regexp{trouble, verdict} {
		m := shape.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		code, _ := strconv.Atoi(m[1])
		if d.Verify <= 0 {
			d.Verify, d.Message = code, m[2]
		}
		return true
	}
	return false
}

// instant reads "Nov 23 10:00:00 2026 GMT", of which the day may have a blank,
// and the ISO form of -dateopt iso_8601.
func instant(text string) (time.Time, bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, layout := range []string{"Jan 2 15:04:05 2006 MST", "2006-01-02 15:04:05Z"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
