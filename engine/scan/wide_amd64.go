package scan

import "golang.org/x/sys/cpu"

// wide is whether the processor can probe sixteen places at once, which takes
// two thirds of the time.
var wide = cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL

// passWide notes the groups of sixteen probes in text[i:end] of which one passes:
// the place times 65536 and a bit for each probe, in the order of wideAt. It
// stops when the batch is full or less than a group and what it reads ahead is
// left, and returns where. The filter is not empty.
//
//go:noescape
func passWide(text *byte, end, i int, t *filter, passed *[batch]uint64) (next, n int)
