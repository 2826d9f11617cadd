package main

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"culprit/engine"
	"culprit/engine/source/tail"
)

// ruleFolders are the folders of --rules, of which a running watch takes
// changes. Notifications say when to look, and a clock besides: editors and
// mounted settings replace files in too many ways to trust notifications alone.
type ruleFolders struct {
	options ruleOptions
	loaded  string          // state of the files that were loaded, or refused
	last    string          // state at the last look
	changed <-chan struct{} // there may be a change; nil where nobody tells
	timer   *time.Timer     // of the next look; nil where there is no folder
}

// When rules are looked at: without a notification, and, after one or while a
// state is not settled, soon. A state is taken once two looks found it, so that a
// save that is under way is not read.
const (
	rulesEvery  = 10 * time.Second
	rulesUntold = 500 * time.Millisecond // where nobody tells
	rulesSoon   = 200 * time.Millisecond
)

func newRuleFolders(o ruleOptions) *ruleFolders {
	r := &ruleFolders{options: o}
	r.loaded = r.state()
	r.last = r.loaded
	return r
}

// begin has the folders watched; end ends that.
func (r *ruleFolders) begin() (end func()) {
	if len(r.options.folders) == 0 {
		return func() {}
	}
	r.timer = time.NewTimer(rulesSoon)
	changed, stop, err := tail.Changes(r.options.folders)
	if err != nil {
		return func() { r.timer.Stop() }
	}
	r.changed = changed
	return func() {
		stop()
		r.timer.Stop()
	}
}

// ticks says when to look; never where there is no folder.
func (r *ruleFolders) ticks() <-chan time.Time {
	if r.timer == nil {
		return nil
	}
	return r.timer.C
}

// soon has the folders looked at once they stand still.
func (r *ruleFolders) soon() { r.timer.Reset(rulesSoon) }

// later has them looked at again: soon, when what was found may be half a save.
func (r *ruleFolders) later() {
	switch {
	case r.last != r.loaded:
		r.timer.Reset(rulesSoon)
	case r.changed == nil:
		r.timer.Reset(rulesUntold)
	default:
		r.timer.Reset(rulesEvery)
	}
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
	return r.load(c, now)
}

// reload is look for who knows that there are others, or wants to be sure.
func (r *ruleFolders) reload(c *console) *engine.RuleSet {
	if len(r.options.folders) == 0 {
		return nil
	}
	r.last = r.state()
	return r.load(c, r.last)
}

func (r *ruleFolders) load(c *console, state string) *engine.RuleSet {
	r.loaded = state
	set, err := c.loadRules(r.options)
	if err != nil {
		c.say("the rules stay as they were: %v", err)
		return nil
	}
	c.say("%d rules are loaded anew", len(set.Rules))
	return set
}
