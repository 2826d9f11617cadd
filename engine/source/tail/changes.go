package tail

import (
	"io/fs"
	"path/filepath"

	"github.com/fsnotify/fsnotify"
)

// Changes tells when something may have changed below folders, also in folders
// that come later; stop ends it. Where the kernel can't tell, err says why: then
// only a clock helps.
func Changes(folders []string) (changed <-chan struct{}, stop func(), err error) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, nil, err
	}
	for _, folder := range folders {
		if err := watchBelow(watcher, folder); err != nil {
			watcher.Close()
			return nil, nil, err
		}
	}
	wake := make(chan struct{}, 1)
	rouse := func() {
		select {
		case wake <- struct{}{}:
		default:
		}
	}
	go func() {
		for range watcher.Errors { // an overflow: something has changed
			rouse()
		}
	}()
	go func() {
		for e := range watcher.Events {
			if e.Has(fsnotify.Create) {
				watchBelow(watcher, e.Name) // a file is none, and says so
			}
			rouse()
		}
	}()
	return wake, func() { watcher.Close() }, nil
}

// watchBelow asks for notifications of a folder and all below it.
func watchBelow(watcher *fsnotify.Watcher, folder string) error {
	return filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() {
			err = watcher.Add(path)
		}
		return err
	})
}
