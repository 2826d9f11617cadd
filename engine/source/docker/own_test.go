package docker

import (
	"strings"
	"testing"
)

func TestOwn(t *testing.T) {
	id := strings.Repeat("0123456789abcdef", 4)
	for mounts, want := range map[string]string{
		"":                                       "",
		"28 1 254:0 / / rw - ext4 /dev/vda rw\n": "",
		"113 100 0:50 / / rw - overlay overlay rw\n132 113 254:0 /var/lib/docker/containers/" + id + "/hostname /etc/hostname rw,relatime - ext4 /dev/vda rw,discard\n": id,
		"132 113 0:25 /containers/storage/overlay-containers/" + id + "/userdata/hosts /etc/hosts rw - tmpfs tmpfs rw\n":                                                id,
		"132 113 254:0 /var/lib/docker/containers/" + id + "/hostname /data rw - ext4 /dev/vda rw\n":                                                                    "", // somebody else's
	} {
		if got := mountedFor(mounts); got != want {
			t.Errorf("%q of %s", got, mounts)
		}
	}
}
