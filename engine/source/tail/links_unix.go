//go:build unix

package tail

import (
	"io/fs"
	"syscall"
)

// links is the number of names a file has; 0 when it was removed.
func links(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Nlink)
	}
	return 1
}

// identity is the device and the inode of a file.
func identity(info fs.FileInfo) (dev, ino uint64) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Dev), s.Ino
	}
	return 0, 0
}
