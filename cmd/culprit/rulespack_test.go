package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aead.dev/minisign"
)

// TestPackSignature: a pack signed with a key is verified by its public half,
// and by no other; a pack changed since, or not signed, is refused.
func TestPackSignature(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	write("acme/pack.hcl", "pack \"acme\" {\n  version = \"1.0.0\"\n}\n")
	write("acme/shop.hcl", "cause \"shop.lost\" {\n  title = \"Lost\"\n  severity = \"error\"\n}\nrule \"lost\" {\n  cause = \"shop.lost\"\n  match \"line\" {\n    fact = \"log.line\"\n    pattern = \"lost order\"\n  }\n}\n")
	write("acme/shop.txtar", "-- fires/lost/a.log --\nERROR lost order 1\n-- quiet/lost/a.log --\nINFO order 1\n")
	keys := map[string]string{}
	for _, name := range []string{"ours", "theirs"} {
		public, secret, err := minisign.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		// A key without a password: opening a sealed one takes a gigabyte and
		// seconds, as it should.
		plain, err := secret.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		keys[name] = write(name+".key", string(plain))
		text, err := public.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		keys[name+".pub"] = write(name+".pub", string(text))
	}
	rules := func(args ...string) (int, string) {
		var out bytes.Buffer
		code := run(context.Background(), append([]string{"rules", "pack"}, args...), strings.NewReader(""), &out, &out)
		return code, out.String()
	}
	pack := filepath.Join(dir, "acme.zip")
	if code, out := rules("build", filepath.Join(dir, "acme"), "-o", pack, "--sign", keys["ours"]); code != exitOK {
		t.Fatal(out)
	}
	if code, out := rules("verify", pack, "--key", keys["ours.pub"]); code != exitOK || !strings.Contains(out, "signature good") {
		t.Errorf("our own signature: exit %d: %s", code, out)
	}
	if code, out := rules("verify", pack, "--key", keys["theirs.pub"]); code != exitFound || !strings.Contains(out, "not signed by this key") {
		t.Errorf("another key: exit %d: %s", code, out)
	}
	data, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-1] ^= 1
	if err := os.WriteFile(pack, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := rules("verify", pack, "--key", keys["ours.pub"]); code != exitFound {
		t.Errorf("a changed pack: exit %d: %s", code, out)
	}
	if err := os.Remove(pack + signatureSuffix); err != nil {
		t.Fatal(err)
	}
	if code, out := rules("verify", pack, "--key", keys["ours.pub"]); code != exitFound || !strings.Contains(out, "is not signed") {
		t.Errorf("no signature: exit %d: %s", code, out)
	}
}
