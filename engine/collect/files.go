package collect

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"culprit/engine/source"
)

// flush writes what was taken.
func (r *Recorder) flush() {
	var changed []*recorded
	for _, f := range r.files {
		if f.text.Len() > 0 {
			changed = append(changed, f)
		}
	}
	slices.SortFunc(changed, func(a, b *recorded) int { return strings.Compare(a.name, b.name) })
	for _, f := range changed {
		n := int64(f.text.Len())
		err := r.write(f)
		f.text = bytes.Buffer{}
		if err != nil {
			r.failed(f.name, err)
			f.sum = [sha256.Size]byte{} // a document is written again
			r.cut(Lost{f.stream, "it could not be written: " + reasonOf(err), n})
			continue
		}
		r.failing = false
		at := &r.m.Streams[f.inMeta]
		at.CapturedAt, at.Bytes = time.Now().UTC(), f.size
	}
	if len(changed) > 0 {
		r.shrink()
	}
}

// write brings the text of one file to the disk.
func (r *Recorder) write(f *recorded) error {
	if err := r.folder(f.name); err != nil {
		return err
	}
	n := int64(f.text.Len())
	if f.whole {
		if err := r.replace(f.name, &f.text); err != nil {
			return err
		}
		r.total += n - f.size
		f.size = n
		return nil
	}
	// Opened each time: a recording may have more streams than a process files.
	file, err := r.root.OpenFile(f.name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	written, err := file.Write(f.text.Bytes())
	r.total += int64(written)
	f.size += int64(written)
	return errors.Join(err, file.Close())
}

func (r *Recorder) folder(name string) error {
	if dir := path.Dir(name); dir != "." {
		return r.root.MkdirAll(dir, 0o700)
	}
	return nil
}

// replace writes a file by way of another, so that it is always whole.
func (r *Recorder) replace(name string, text io.Reader) error {
	file, err := r.root.OpenFile(source.Unfinished, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, text)
	if err = errors.Join(err, file.Close()); err == nil {
		err = r.root.Rename(source.Unfinished, name)
	}
	if err != nil {
		r.root.Remove(source.Unfinished)
	}
	return err
}

// leastHalved is the size below which halving a log gains nothing.
const leastHalved = 16 << 10

// shrink keeps the recording below its limit: the longest logs lose their older
// half, which is counted.
func (r *Recorder) shrink() {
	limit := r.opts.Asked.MaxBytes
	for limit > 0 && r.total > limit && !r.stopped {
		var longest *recorded
		for _, f := range r.files {
			if !f.whole && (longest == nil || f.size > longest.size || f.size == longest.size && f.name < longest.name) {
				longest = f
			}
		}
		if longest == nil || longest.size < leastHalved {
			r.stopped = true
			r.say("%s", stopReason)
			return
		}
		if err := r.halve(longest); err != nil {
			r.failed(longest.name, err)
			return
		}
	}
}

// halve drops the older half of a log, up to the end of a line.
func (r *Recorder) halve(f *recorded) error {
	file, err := r.root.Open(f.name)
	if err != nil {
		return err
	}
	defer file.Close()
	from := f.size / 2
	if _, err := file.Seek(from, io.SeekStart); err != nil {
		return err
	}
	from += lineEnd(file)
	if err := r.replace(f.name, io.NewSectionReader(file, from, f.size-from)); err != nil {
		return err
	}
	r.total -= from
	f.size -= from
	r.m.Streams[f.inMeta].Bytes = f.size
	r.cut(Lost{f.stream, "larger than --record-limit allows; the oldest lines are left out", from})
	return nil
}

// reasonOf leaves out the name, which stands beside it.
func reasonOf(err error) string {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}
