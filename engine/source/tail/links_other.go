//go:build !unix

package tail

import "io/fs"

// links is the number of names a file has, which only Unix tells.
func links(fs.FileInfo) uint64 { return 1 }
