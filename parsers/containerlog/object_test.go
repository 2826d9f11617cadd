package containerlog

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzObject: what is read by hand is what encoding/json reads.
func FuzzObject(f *testing.F) {
	for _, text := range []string{
		`{"level":"error","ts":1790000000.5,"msg":"a \"b\" \u00e9","err":{"message":"x","code":-1e5,"none":null},"list":[1,{"a":[]}],"ok":true} rest`,
		`{}`, `{ "a" : 1 , "a" : "2" }`, `{"a":01}`, `{"a":tru}`, `{"a":"\q"}`, `{"a":"b`, `{"a":1,}`, `{"é":"caf\xe9"}`, `{"a":"tab	"}`, `{"a":[1,]}`, `{"a":-}`, `{"a":1.}`,
		`{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":{"j":{"k":{"l":{"m":{"n":{"o":{"p":{"q":{"r":{}}}}}}}}}}}}}}}}}}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var want map[string]json.RawMessage
		if json.NewDecoder(bytes.NewReader(text)).Decode(&want) != nil {
			want = nil
		}
		got := objectOf(text)
		if len(got) != len(want) {
			t.Fatalf("%d members, want %d", len(got), len(want))
		}
		for key, raw := range want {
			if !bytes.Equal(got.get(key), raw) {
				t.Fatalf("%q is %s, want %s", key, got.get(key), raw)
			}
			var plain string
			ok := json.Unmarshal(raw, &plain) == nil
			if text, is := stringOf(raw); is != ok || text != plain {
				t.Fatalf("%s is %q (%v), want %q (%v)", raw, text, is, plain, ok)
			}
		}
	})
}
