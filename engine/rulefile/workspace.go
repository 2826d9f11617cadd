package rulefile

import (
	"crypto/sha256"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
)

// A Workspace checks one rule file of many while it is being written: of the
// other files only what they define is kept, so that the cost of a check follows
// the size of the one file. It may not be used from several goroutines.
type Workspace struct {
	outlines map[string]outline
}

// An outline is what a file defines, by "cause id" and "rule id".
type outline map[string]Definition

// A Definition is a cause or rule and where it stands.
type Definition struct {
	ID    string
	Cause bool // else a rule
	Title string
	At    hcl.Range // of the block's header
}

// OpenWorkspace takes in all rule files below the roots.
func OpenWorkspace(roots ...Root) (*Workspace, hcl.Diagnostics) {
	w := &Workspace{outlines: map[string]outline{}}
	l := newLoader()
	for _, root := range roots {
		l.root(root, sha256.New())
	}
	for i := range l.trees {
		w.outlines[l.trees[i].name] = outlineOf(&l.trees[i])
	}
	return w, l.diags
}

// Set takes in new text of a file.
func (w *Workspace) Set(name string, src []byte) {
	if d := newLoader().read(unparsed{name, src}, false, nil); d.ok {
		w.outlines[name] = outlineOf(&d.tree)
	}
}

func outlineOf(file *node) outline {
	o := outline{}
	for i := range file.nodes {
		n := &file.nodes[i]
		if len(n.labels) != 1 || n.kind != "cause" && n.kind != "rule" {
			continue
		}
		d := Definition{ID: n.labels[0], Cause: n.kind == "cause", At: n.header()}
		if a := n.attr("title"); a != nil && a.value.kind == isText {
			d.Title = a.value.text
		}
		o[n.kind+" "+d.ID] = d
	}
	return o
}

// Check says what is wrong with a file among the others.
func (w *Workspace) Check(name string, src []byte) hcl.Diagnostics {
	l := newLoader()
	for other, o := range w.outlines {
		if other == name {
			continue
		}
		for what, d := range o {
			l.ranges[what] = d.At.Ptr()
		}
	}
	l.take(name, l.read(unparsed{name, src}, false, nil))
	l.finish()
	return l.diags
}

// Definitions lists all causes and rules, sorted by id.
func (w *Workspace) Definitions() []Definition {
	var list []Definition
	for _, o := range w.outlines {
		list = slices.AppendSeq(list, maps.Values(o))
	}
	slices.SortFunc(list, func(a, b Definition) int {
		if a.ID != b.ID {
			if a.ID < b.ID {
				return -1
			}
			return 1
		}
		return 0
	})
	return list
}
