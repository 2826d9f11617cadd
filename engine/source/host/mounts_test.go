package host

import "testing"

// TestMounts: shown read-only by a service's sandbox is not read-only.
func TestMounts(t *testing.T) {
	got, err := mountsOf([]byte(`319 245 8:1 / / ro,nosuid,relatime shared:53 master:2 - ext4 /dev/sda1 rw,errors=remount-ro
320 319 8:2 / /data ro,relatime shared:54 - ext4 /dev/sda2 ro
321 319 8:3 / /my\040disk rw,noatime - xfs /dev/sda3 rw,attr2
damaged
`))
	const want = `/dev/sda1 / ext4 rw,errors=remount-ro,nosuid,relatime 0 0
/dev/sda2 /data ext4 ro,relatime 0 0
/dev/sda3 /my\040disk xfs rw,attr2,noatime 0 0
`
	if err != nil || string(got) != want {
		t.Errorf("%v: %s", err, got)
	}
	if _, err := mountsOf(nil); err == nil {
		t.Error("no mount at all is no answer")
	}
}
