package df

import (
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/size"
)

var (
	lsblkHead = lazyregexp.New(`^NAME +MAJ:MIN +RM +SIZE +RO +TYPE +MOUNTPOINTS?|^NAME +FSTYPE +(?:FSVER +)?LABEL `)
	lsblkRow  = lazyregexp.New(`^[\s│├└─|\x60-]*(\S+)(?: \([^)]*\))? +\d+:\d+ +[01] +(\S+) +([01]) +(\w+)(?: +(/.*|\[SWAP\]))? *$`)
	escape    = lazyregexp.New(`\\040`)
)

// unescape puts the blanks back into a mount point of /proc/mounts.
func unescape(path string) string { return escape.ReplaceAllString(path, " ") }

// lsblk reads the tree of block devices; those with a mount point become file
// systems without a fill. Of lsblk -f, which prints neither sizes nor RO, the
// lines are only consumed.
func lsblk(r *section.Reader, header string, emit func(fact.Fact)) error {
	plain := strings.Contains(header, "MAJ:MIN")
	for {
		peek, ok := r.PeekLine()
		line := strings.TrimRight(string(peek), "\r ")
		if !ok || line == "" {
			return nil
		}
		m := lsblkRow.FindStringSubmatch(line)
		// A device that is mounted twice has its further places on lines of their own.
		if m == nil && plain && !strings.HasPrefix(strings.TrimLeft(line, " │|"), "/") {
			return nil
		}
		if !plain && !strings.HasPrefix(line, " ") && !strings.ContainsAny(line[:1], "abcdefghijklmnopqrstuvwxyz├└│") {
			return nil
		}
		l, _ := r.Next()
		if m == nil || !strings.HasPrefix(m[5], "/") {
			continue
		}
		d := New()
		d.Device, d.SizeBytes, d.ReadOnly, d.Mountpoint = "/dev/"+m[1], size.Parse(m[2], 1), m[3] == "1", m[5]
		emit(file(r, l, d))
	}
}
