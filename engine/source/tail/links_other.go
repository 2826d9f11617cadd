//go:build !unix

package tail

import "io/fs"

// links is the number of names a file has, which only Unix tells.
func links(fs.FileInfo) uint64 { return 1 }

// identity is the device and the inode of a file, which only Unix tells.
func identity(fs.FileInfo) (dev, ino uint64) { return 0, 0 }
