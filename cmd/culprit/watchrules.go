package main

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"culprit/engine"
)

// ruleFolders are the folders of --rules, of which a running watch takes
// changes. They are looked at by the clock: rule files are few, and editors and
// mounted settings replace them in too many ways to trust notifications.
type ruleFolders struct {
	options ruleOptions
	loaded  string // state of the files that were loaded, or refused
	last    string // state at the last look
}

// rulesEvery is between two looks. A state is taken once two looks found it, so
// that a save that is under way is not read.
const rulesEvery = 500 * time.Millisecond

func newRuleFolders(o ruleOptions) *ruleFolders {
	r := &ruleFolders{options: o}
	r.loaded = r.state()
	r.last = r.loaded
	return r
}

// ticks says when to look; never where there is no folder.
func (r *ruleFolders) ticks() <-chan time.Time {
	if len(r.options.folders) == 0 {
		return nil
	}
	return time.Tick(rulesEvery)
}

// state is a hash of names, sizes and times of all files.
func (r *ruleFolders) state() string {
	h := fnv.New128a()
	for _, folder := range r.options.folders {
		filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				fmt.Fprintln(h, path, err)
				return nil
			}
			if info, err := os.Stat(path); err == nil && !info.IsDir() { // through links: mounted settings are links
				fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano())
			}
			return nil
		})
	}
	return string(h.Sum(nil))
}

// look returns the new rules when they changed and are right. Their mistakes
// are shown, once, and the old rules go on.
func (r *ruleFolders) look(c *console) *engine.RuleSet {
	now := r.state()
	settled := now == r.last
	r.last = now
	if now == r.loaded || !settled {
		return nil
	}
	r.loaded = now
	set, err := c.loadRules(r.options)
	if err != nil {
		c.say("the rules stay as they were: %v", err)
		return nil
	}
	c.say("%d rules are loaded anew", len(set.Rules))
	return set
}
