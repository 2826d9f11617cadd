package tail

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// Notices are those of files that come to folders: by being made there or by
// being renamed. An inotify instance of its own hears of nothing else, so that
// its queue of 16,384 (fs.inotify.max_queued_events) is not filled by writes.
type notices struct {
	fd, bell int
	folders  map[int32][]string // by watch descriptor; a folder may have several names
	watches  map[string]int32
	buffer   []byte
}

const arrivals = unix.IN_CREATE | unix.IN_MOVED_TO | unix.IN_ONLYDIR

func newNotices() (*notices, error) {
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("inotify_init1", err)
	}
	bell, err := unix.Eventfd(0, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC)
	if err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("eventfd", err)
	}
	return &notices{fd: fd, bell: bell, folders: map[int32][]string{}, watches: map[string]int32{}, buffer: make([]byte, 32<<10)}, nil
}

func (n *notices) close() {
	unix.Close(n.fd)
	unix.Close(n.bell)
}

func (n *notices) watch(folder string) error {
	if _, ok := n.watches[folder]; ok {
		return nil
	}
	wd, err := unix.InotifyAddWatch(n.fd, folder, arrivals)
	if err != nil {
		return &fs.PathError{Op: "watch", Path: folder, Err: err}
	}
	n.watches[folder] = int32(wd)
	n.folders[int32(wd)] = append(n.folders[int32(wd)], folder)
	return nil
}

func (n *notices) unwatch(folder string) {
	wd, ok := n.watches[folder]
	if !ok {
		return
	}
	delete(n.watches, folder)
	names := slices.DeleteFunc(n.folders[wd], func(name string) bool { return name == folder })
	if n.folders[wd] = names; len(names) == 0 {
		delete(n.folders, wd)
		unix.InotifyRmWatch(n.fd, uint32(wd))
	}
}

// read hands out what there is without waiting, and reports whether there was
// anything.
func (n *notices) read(take func(notice)) bool {
	size, err := unix.Read(n.fd, n.buffer)
	if err == unix.EINTR {
		return true
	}
	if err != nil || size <= 0 {
		return false
	}
	for data := n.buffer[:size]; len(data) >= unix.SizeofInotifyEvent; {
		wd := int32(binary.NativeEndian.Uint32(data))
		mask := binary.NativeEndian.Uint32(data[4:])
		length := int(binary.NativeEndian.Uint32(data[12:]))
		name := data[unix.SizeofInotifyEvent : unix.SizeofInotifyEvent+length]
		data = data[unix.SizeofInotifyEvent+length:]
		name, _, _ = bytes.Cut(name, []byte{0})
		if mask&unix.IN_Q_OVERFLOW != 0 {
			take(notice{overflow: true})
			continue
		}
		names := n.folders[wd]
		if mask&unix.IN_IGNORED != 0 {
			delete(n.folders, wd)
		}
		for _, folder := range names {
			if mask&unix.IN_IGNORED != 0 {
				delete(n.watches, folder)
				take(notice{path: folder, gone: true})
			} else {
				take(notice{path: filepath.Join(folder, string(name)), folder: mask&unix.IN_ISDIR != 0})
			}
		}
	}
	return true
}

// wait waits for a notice; false when the bell was rung.
func (n *notices) wait() bool {
	for {
		fds := []unix.PollFd{{Fd: int32(n.fd), Events: unix.POLLIN}, {Fd: int32(n.bell), Events: unix.POLLIN}}
		if _, err := unix.Poll(fds, -1); err != nil && err != unix.EINTR {
			return false
		}
		switch {
		case fds[1].Revents != 0:
			return false
		case fds[0].Revents != 0:
			return true
		}
	}
}

// ring ends a wait.
func (n *notices) ring() { unix.Write(n.bell, []byte{1, 0, 0, 0, 0, 0, 0, 0}) }

// hurry gives the calling thread a priority above that of others, or as much of
// it as is allowed, also where the process gave way: it runs for microseconds,
// and behind a busy machine it comes too late.
func hurry() {
	for _, nice := range []int{-10, -5, 0} {
		now, err := unix.Getpriority(unix.PRIO_PROCESS, unix.Gettid())
		if err != nil || 20-now <= nice || unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), nice) == nil {
			return
		}
	}
}

// born is when a file was made; zero where the file system does not tell.
func born(f *os.File) time.Time {
	var s unix.Statx_t
	err := unix.Statx(int(f.Fd()), "", unix.AT_EMPTY_PATH, unix.STATX_BTIME, &s)
	if err != nil || s.Mask&unix.STATX_BTIME == 0 {
		return time.Time{}
	}
	return time.Unix(s.Btime.Sec, int64(s.Btime.Nsec))
}

// room is how many bytes are free where a file lies, for users without
// privileges; -1 unknown.
func room(f *os.File) int64 {
	var s unix.Statfs_t
	if err := unix.Fstatfs(int(f.Fd()), &s); err != nil {
		return -1
	}
	return int64(s.Bavail) * s.Bsize
}
