//go:build !linux

package tail

import (
	"errors"
	"os"
	"time"
)

// Only Linux tells in order which files came to a folder.
type notices struct{}

func newNotices() (*notices, error) { return nil, errors.New("it is there on Linux only") }

func (*notices) close()                 {}
func (*notices) watch(string) error     { return errors.ErrUnsupported }
func (*notices) unwatch(string)         {}
func (*notices) read(func(notice)) bool { return false }
func (*notices) wait() bool             { return false }
func (*notices) ring()                  {}

func hurry() {}

func born(*os.File) time.Time { return time.Time{} }

func room(*os.File) int64 { return -1 }
