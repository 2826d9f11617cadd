// Package checkpoint keeps what a run of watch must know after a restart in a
// folder: two files, the newest and the one before it. A file is written beside
// them, synced and renamed, so that there is a whole one at any moment.
package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"culprit/engine/source"
	"culprit/engine/watch"
)

// A Checkpoint is what one evaluation left: where each source was, what it told,
// what was said of it, and how much was received in all runs.
type Checkpoint struct {
	Rules   string // digest of the rules that were used
	Cursors source.Cursors
	Watch   watch.State
	Lines   int64 // received
	Bytes   int64
	Gaps    int   // that were said
	Written int64 // length of the file of events

	Sender   string // begins the keys of messages, and stays
	Messages []byte // what notifiers know, as they keep it
	Journal  int64  // the file of the journal from which on it has what this does not
}

// Names of the files.
const (
	newest   = "watch.state"
	previous = "watch.state.1"
	beside   = "watch.state.new"
	locked   = "lock"
)

// form is the first line of a file before the digest of what follows it. A file
// of another version is refused as a damaged one is.
const form = "culprit watch state 1 sha256:"

// A Folder is an open state folder. Only one run has it at a time.
type Folder struct {
	path string
	lock *os.File

	mu    sync.Mutex
	turn  int64    // number of the journal's file
	lines *os.File // nil until something is appended to it
}

// Open opens a state folder and makes it if there is none.
func Open(path string) (*Folder, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(path, locked), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := exclusive(lock); err != nil {
		lock.Close()
		return nil, fmt.Errorf("%s is used by another run: %w", path, err)
	}
	return &Folder{path: path, lock: lock}, nil
}

// Close lets another run have the folder.
func (f *Folder) Close() error { return f.lock.Close() }

// Load returns the newest whole checkpoint, nil when there is none; damage says
// of those that are not whole why.
func (f *Folder) Load() (c *Checkpoint, damage []error) {
	for _, name := range []string{newest, previous} {
		c, err := read(filepath.Join(f.path, name))
		if err == nil {
			return c, damage
		}
		if !errors.Is(err, fs.ErrNotExist) {
			damage = append(damage, err)
		}
	}
	return nil, damage
}

func read(path string) (*Checkpoint, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	head, body, _ := bytes.Cut(data, []byte("\n"))
	sum := sha256.Sum256(body)
	if digest, ok := strings.CutPrefix(string(head), form); !ok || digest != hex.EncodeToString(sum[:]) {
		return nil, fmt.Errorf("%s is damaged or of another version", path)
	}
	c := &Checkpoint{}
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(c); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// Save makes c the newest checkpoint and returns its size.
func (f *Folder) Save(c *Checkpoint) (size int, err error) {
	var body bytes.Buffer
	if err := gob.NewEncoder(&body).Encode(c); err != nil {
		return 0, err
	}
	sum := sha256.Sum256(body.Bytes())
	data := append([]byte(form+hex.EncodeToString(sum[:])+"\n"), body.Bytes()...)
	if err := f.write(data); err != nil {
		return 0, err
	}
	path := filepath.Join(f.path, newest)
	if err := os.Rename(path, filepath.Join(f.path, previous)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	if err := os.Rename(filepath.Join(f.path, beside), path); err != nil {
		return 0, err
	}
	f.forget(c)
	return len(data), f.sync()
}

func (f *Folder) write(data []byte) error {
	w, err := os.OpenFile(filepath.Join(f.path, beside), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return errors.Join(err, w.Sync(), w.Close())
}

// sync makes the renames last: they are entries of the folder.
func (f *Folder) sync() error {
	d, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
