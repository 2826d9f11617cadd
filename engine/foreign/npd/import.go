// Package npd translates the log monitors of node-problem-detector (its JSON
// configurations) to culprit's language. Its monitors match a pattern that must
// end at the end of the newest line; programs that a custom plugin runs are left
// out, except log-counter, which counts lines as a rule does.
package npd

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"culprit/engine/foreign"
	"culprit/engine/rulefile"
)

// config is a monitor's configuration.
type config struct {
	Plugin     string      `json:"plugin"`
	Source     string      `json:"source"`
	SkipList   []string    `json:"skipList"`
	Conditions []condition `json:"conditions"`
	Rules      []rule      `json:"rules"`
}

// condition is the healthy state of a node condition.
type condition struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

type rule struct {
	Type      string   `json:"type"` // temporary: an event; permanent: a node condition
	Condition string   `json:"condition"`
	Reason    string   `json:"reason"`
	Pattern   string   `json:"pattern"`
	Path      string   `json:"path"`
	Args      []string `json:"args"`
}

// Import translates one configuration, or all *.json files below a folder.
func Import(folder fs.FS, root string) (*foreign.Translation, error) {
	t := &foreign.Translation{}
	err := fs.WalkDir(folder, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".json" && name != root {
			return err
		}
		src, err := foreign.ReadFile(folder, name)
		if err != nil {
			return err
		}
		var c config
		if err := json.Unmarshal(src, &c); err != nil || len(c.Rules) == 0 {
			t.Note(name, true, "it is no configuration of node-problem-detector with rules")
			return nil
		}
		for i := range c.Rules {
			translate(t, name, &c, &c.Rules[i])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if t.Rules == 0 && len(t.Notes) == 0 {
		return nil, errors.New("there are no configurations of node-problem-detector (JSON with rules) in it")
	}
	t.AddPack("node-problem-detector", "", "Imported monitors of node-problem-detector")
	return t, nil
}

// watch is what a rule looks for.
type watch struct {
	pattern string
	count   int
	within  time.Duration
	note    string
}

func translate(t *foreign.Translation, name string, c *config, r *rule) {
	where := name + ": " + r.Reason
	w, err := look(c, r)
	if err != nil {
		t.Note(where, true, "%v", err)
		return
	}
	slug := rulefile.Slug(words(r.Reason))
	for i := 2; t.Files[slug+".hcl"] != nil; i++ {
		slug = rulefile.Slug(words(r.Reason)) + "-" + strconv.Itoa(i)
	}
	src, err := write(c, r, w, slug)
	if err == nil {
		err = foreign.Check(src)
	}
	if err != nil {
		t.Note(where, true, "%v", err)
		return
	}
	t.Add(slug+".hcl", src)
	t.Rules++
	if w.note != "" {
		t.Note(where, false, "%s", w.note)
	}
}

func look(c *config, r *rule) (*watch, error) {
	if c.Plugin == "custom" {
		return counter(r)
	}
	if r.Pattern == "" {
		return nil, errors.New("it has no pattern")
	}
	w := &watch{pattern: r.Pattern}
	if strings.Contains(r.Pattern, `\n`) || strings.Contains(r.Pattern, "(?s") {
		w.note = "the pattern spans lines; culprit looks at one record at a time"
	}
	return w, nil
}

// counter reads the arguments of log-counter, the one plugin that is a rule.
func counter(r *rule) (*watch, error) {
	if path.Base(r.Path) != "log-counter" {
		return nil, fmt.Errorf("it runs a program (%s)", r.Path)
	}
	w := &watch{count: 1}
	for _, arg := range r.Args {
		key, value, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		var err error
		switch key {
		case "pattern":
			w.pattern = value
		case "count":
			w.count, err = strconv.Atoi(value)
		case "lookback":
			w.within, err = time.ParseDuration(value)
		case "revert-pattern":
			w.note = "lines of the revert pattern are not subtracted"
		}
		if err != nil {
			return nil, fmt.Errorf("argument %s: %w", arg, err)
		}
	}
	if w.pattern == "" {
		return nil, errors.New("log-counter has no --pattern")
	}
	return w, nil
}

func write(c *config, r *rule, found *watch, slug string) ([]byte, error) {
	// The pattern is anchored at the end of the newest line by appending to it,
	// so that of an alternation only the last branch is: kept as it is.
	pattern := "(?m)" + found.pattern + "$"
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, err
	}
	title := words(r.Reason)
	w := &rulefile.Writer{}
	w.Comment("Reason " + r.Reason + " of node-problem-detector's monitor " + c.Source + ".")
	cause := "npd." + slug
	w.Block("cause", cause, func() {
		w.Text("title", title)
		severity := "warning"
		if r.Type == "permanent" {
			severity = "error"
		}
		w.Text("severity", severity)
		for _, healthy := range c.Conditions {
			if healthy.Type == r.Condition && r.Condition != "" {
				w.Text("summary", "The node condition "+r.Condition+" holds. When all is well: "+healthy.Message+".")
			}
		}
		w.List("references", []string{"https://github.com/kubernetes/node-problem-detector"})
	})
	w.Blank()
	w.Block("rule", slug, func() {
		w.Text("title", title)
		w.Text("cause", cause)
		if found.within > 0 {
			w.Duration("within", found.within)
		}
		if foreign.Unindexed(re) {
			w.Raw("slow", "true")
		}
		w.Block("match", "line", func() {
			w.Text("fact", "record")
			w.Heredoc("pattern", pattern)
			if len(c.SkipList) > 0 {
				var skip []string
				for _, s := range c.SkipList {
					skip = append(skip, "not (line.text contains "+rulefile.Quote(s)+")")
				}
				w.Heredoc("where", strings.Join(skip, " && "))
			}
			if found.count > 1 {
				w.Raw("count", strconv.Itoa(found.count))
			}
		})
		w.Raw("message", `"${line.found}"`)
	})
	return foreign.Tidy(w.String()), nil
}

// words takes a CamelCase reason apart: "FilesystemIsReadOnly" is "Filesystem
// is read only".
func words(reason string) string {
	var b strings.Builder
	runes := []rune(reason)
	for i, r := range runes {
		upper := unicode.IsUpper(r)
		next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
		before := i > 0 && unicode.IsLower(runes[i-1])
		if i > 0 && upper && (before || next && unicode.IsLetter(runes[i-1])) {
			b.WriteByte(' ')
			if next {
				r = unicode.ToLower(r)
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}
