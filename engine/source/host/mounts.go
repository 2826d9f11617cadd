package host

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// mounts is what /proc/mounts says, but for one thing: read-only is a file
// system that is, as after an error, and not a place at which it is only shown
// so. As a service of systemd with ProtectSystem=strict, and in a container, we
// see almost all of them shown so.
func mounts() ([]byte, error) {
	table, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return nil, err
	}
	return mountsOf(table)
}

// mountsOf reads mountinfo (proc(5)), whose last field are the options of the
// file system itself:
//
//	36 35 98:0 /mnt1 /mnt2 ro,noatime master:1 - ext3 /dev/root rw,errors=continue
func mountsOf(table []byte) ([]byte, error) {
	var out bytes.Buffer
	for line := range strings.Lines(string(table)) {
		place, system, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " - ")
		at, of := strings.Fields(place), strings.SplitN(system, " ", 3)
		if !ok || len(at) < 6 || len(of) != 3 {
			continue
		}
		options := strings.Split(of[2], ",")
		for _, o := range strings.Split(at[5], ",") {
			if o != "ro" && o != "rw" && !slices.Contains(options, o) {
				options = append(options, o)
			}
		}
		fmt.Fprintf(&out, "%s %s %s %s 0 0\n", of[1], at[4], of[0], strings.Join(options, ","))
	}
	if out.Len() == 0 {
		return nil, errors.New("/proc/self/mountinfo holds no mount")
	}
	return out.Bytes(), nil
}
