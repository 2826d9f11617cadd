//go:build linux && cgo

package nvml

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine/source"
)

// TestFollow: a driver that hangs is asked ever more rarely, one that is not
// there rarely; a child that can't be had makes way for nvidia-smi.
func TestFollow(t *testing.T) {
	// Each run takes the next answer of a list; "hang" is none, "crash" the end.
	dir := t.TempDir()
	list, script := filepath.Join(dir, "answers"), filepath.Join(dir, "probe")
	if err := os.WriteFile(script, []byte(`#!/bin/sh
read -r answer < `+list+`
sed -i 1d `+list+`
case "$answer" in
hang) exec sleep 60 ;;
crash) echo "symbol lookup error" >&2; exit 127 ;;
*) printf '{"format":"culprit-nvml","kind":"gpu.driver","data":{"failure":"%s"}}\n' "$answer" ;;
esac
`), 0o755); err != nil {
		t.Fatal(err)
	}
	answers := []string{"", "no-hardware", "hang", "hang", "", "mismatch", "crash", "crash", "crash", ""}
	if err := os.WriteFile(list, []byte(strings.Join(answers, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var got []string
	asked, smi := 0, 0
	s := &Source{[]string{script}, 200 * time.Millisecond, func(_ context.Context, d time.Duration) {
		if asked > 0 {
			got = append(got, d.String())
		}
		if asked++; asked > len(answers) {
			cancel()
		}
	}}
	instead := source.Stream{Name: "gpu/nvidia_smi.txt", Open: func(context.Context) (io.ReadCloser, error) {
		if smi++; smi == 3 {
			return io.NopCloser(strings.NewReader("a table")), nil
		}
		return nil, errors.New("nvidia-smi is not installed")
	}}
	s.Follow(ctx, instead, func(p source.Piece) {
		switch {
		case p.Missing != nil:
			got = append(got, "missing "+p.Missing.Error())
		case !p.Whole:
			t.Errorf("%+v", p)
		case p.Stream == instead.Name:
			got = append(got, string(p.Data))
		default:
			got = append(got, fmt.Sprintf("%q", failure(p.Data)))
		}
	})
	want := []string{
		`""`, "30s", `"no-hardware"`, "10m0s", `"hung"`, "1m0s", `"hung"`, "2m0s", `""`, "30s", `"mismatch"`, "1m0s",
		"missing gpu/nvml.jsonl: symbol lookup error", "missing gpu/nvidia_smi.txt: nvidia-smi is not installed", "1m0s", "2m0s", "a table", "1m0s", `""`, "30s",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}
