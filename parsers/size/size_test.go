package size

import "testing"

func TestParse(t *testing.T) {
	for text, want := range map[string]int64{
		"23Gi": 23 << 30, "12.5MiB": 25 << 19, "0B": 0, "1K": 1024, "48.7MB": 48_700_000, "7": 7 * 1024, "": -1, "x": -1, "1.5G": 3 << 29, "9e9Z": -1,
	} {
		if got := Parse(text, 1024); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
