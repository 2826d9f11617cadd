package table

import (
	"slices"
	"testing"
)

func TestCells(t *testing.T) {
	c := Header("NAME    STATUS        LAST SEEN   PORTS")
	for row, want := range map[string][]string{
		"web     Up 5 minutes  2m          80/tcp": {"web", "Up 5 minutes", "2m", "80/tcp"},
		"wéb                   2m":                 {"wéb", "", "2m", ""},
		"web\tUp 5 minutes\t2m\t80/tcp":            {"web", "Up 5 minutes", "2m", "80/tcp"},
		"a sentence that is no row of the table":   nil,
		"web":                                      nil,
		"":                                         nil,
	} {
		if got := c.Cells(row); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", row, got, want)
		}
	}
	if !c.Has("LAST SEEN", "NAME") || c.Has("SEEN") {
		t.Errorf("titles %+v", c)
	}
}
