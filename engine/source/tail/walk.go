package tail

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// round opens what came to a path. It goes on until as many files were opened as
// came, or no more is to be found: then the rest is missed.
func (o *opener) round(t *trail) (err error) {
	t.touched = false
	if o.trails[t.path] != t {
		return nil
	}
	if t.births == 0 {
		t.opened = 0 // of files without a notice
	}
	var fresh []*generation
	reached, settled := false, false
	for i, idle := 0, 0; i < maxRounds && !settled; i++ {
		found, births := len(fresh), t.births
		fresh, reached, err = o.walk(t, fresh, i > 0)
		o.drain()
		switch {
		case err != nil, t.births == t.opened && !t.blind:
			settled = true
		case len(fresh) == found && births == t.births:
			idle++
			settled = idle == 3 || t.births > t.opened || reached || t.blind
		}
	}
	if !settled {
		o.touch(t)
	}
	unsure := !reached && (t.blind || t.births < t.opened) && t.anchor != nil
	if err == nil && settled && !t.blind && t.births > t.opened {
		t.missed += int64(t.births - t.opened)
	}
	if err == nil && settled && (t.blind || t.births >= t.opened) {
		t.births, t.opened, t.blind = 0, 0, false
	}
	if len(fresh) > 0 {
		fresh[0].missed, fresh[0].unsure, t.missed = t.missed, unsure, 0
	}
	for _, g := range fresh {
		o.add(t, g)
	}
	return err
}

// walk opens the files of a path that are newer than those that were opened:
// its own and the rotated ones, path.1 and so on, as far as some are missing.
// Known are those of the walks before, oldest first; reached says that the chain
// of names goes back to the last file that was opened, so that none is missing.
//
// What a rotation meanwhile moves further on is not passed by. But after two of
// them path.1 is newer than the file that was opened at the path: an unknown file
// is taken for older only where the notices exclude that.
func (o *opener) walk(t *trail, known []*generation, all bool) (_ []*generation, reached bool, err error) {
	at := len(known) // what is found next is older than those from here on
	births := t.births
	for i := range maxNames {
		if i > 0 && !all && !t.blind && t.opened >= t.births {
			break
		}
		name := t.path
		if i > 0 {
			name += "." + strconv.Itoa(i)
		}
		f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe does not hold it up
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return known, false, err
		case err != nil && i == 0:
			continue // between two
		case err != nil:
			return known, false, nil
		}
		info, err := f.Stat()
		if err != nil || !info.Mode().IsRegular() {
			f.Close()
			return known, false, err
		}
		if k := slices.IndexFunc(known, func(g *generation) bool { return os.SameFile(g.info, info) }); k >= 0 {
			f.Close()
			at = k
			continue
		}
		if t.anchor != nil && os.SameFile(t.anchor.info, info) {
			f.Close()
			return known, true, nil
		}
		if i > 0 {
			o.drain()
		}
		if i > 0 && (t.births-births >= i || t.opened >= t.births && !(t.blind && (t.anchor != nil || t.young))) {
			f.Close() // it may be newer; or none is missing, so it may have been read
			return known, false, nil
		}
		t.opened++
		known = slices.Insert(known, at, &generation{f: f, info: info, opened: time.Now()})
	}
	return known, false, nil
}
