package docker

import (
	"culprit/engine/lazyregexp"
	"os"
)

// ours is the id of the container that we run in, "" in none. Its log holds what
// we say ourselves: read again, each root cause would be a failure of ours.
func ours() string {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	return mountedFor(string(mounts))
}

// An engine mounts files of its own over three of a container's, from a folder
// with the container's id:
//
//	132 113 254:0 /var/lib/docker/containers/eebb…/hostname /etc/hostname rw,relatime - ext4 /dev/vda rw
//
// Podman's are in overlay-containers/ID/userdata.
var ownMount = lazyregexp.New(`(?m)^\d+ \d+ \S+ \S*/([0-9a-f]{64})/\S* /etc/(?:hostname|hosts|resolv\.conf) `)

func mountedFor(mounts string) string {
	if m := ownMount.FindStringSubmatch(mounts); m != nil {
		return m[1]
	}
	return ""
}
