//go:build !amd64

package scan

const wide = false

func passWide(*byte, int, int, *filter, *[batch]uint64) (next, n int) { panic("not on this processor") }
