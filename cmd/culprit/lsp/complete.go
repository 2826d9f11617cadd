package lsp

import (
	"fmt"
	"strings"

	"culprit/engine"
	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/rulefile"
)

// complete lists what may be written at a place.
func (s *server) complete(src string, at int) []completionItem {
	p := placeAt(src, at)
	switch {
	case p.attribute == "":
		return names(p.kind())
	case p.attribute == "fact":
		return kinds()
	case p.attribute == "cause" || p.attribute == "causes":
		return s.definitions(true)
	case p.attribute == "disable" || p.attribute == "override":
		return s.definitions(false)
	case p.attribute == "severity":
		return words(engine.SeverityNames()...)
	case p.attribute == "stage":
		return words(string(engine.StageNow), string(engine.StageNext), string(engine.StageLastResort))
	case p.attribute == "risk" && len(p.blocks) > 1:
		return words(string(engine.RiskSafe), string(engine.RiskDisruptive), string(engine.RiskDestructive))
	case p.expression():
		return expressions(p.scope(src), p.word)
	}
	return nil
}

// names are the attributes and blocks of a kind of block, or of a file.
func names(k *rulefile.BlockKind) []completionItem {
	var items []completionItem
	if k != nil {
		for _, a := range k.Attributes {
			items = append(items, completionItem{Label: a.Name, Kind: itemProperty, Detail: a.Type, Doc: a.Doc})
		}
	}
	for _, inner := range rulefile.Schema {
		if k == nil && inner.In == "" || k != nil && inner.In == k.Name {
			items = append(items, completionItem{Label: inner.Name, Kind: itemKeyword, Detail: "block", Doc: inner.Doc})
		}
	}
	return items
}

func kinds() []completionItem {
	items := make([]completionItem, len(fact.Kinds))
	for i, k := range fact.Kinds {
		items[i] = completionItem{Label: k.Name, Kind: itemValue, Doc: k.Doc}
	}
	return items
}

func (s *server) definitions(causes bool) []completionItem {
	var items []completionItem
	for _, d := range s.workspace.Definitions() {
		if d.Cause == causes {
			items = append(items, completionItem{Label: d.ID, Kind: itemValue, Detail: d.Title})
		}
	}
	return items
}

func words(list ...string) []completionItem {
	items := make([]completionItem, len(list))
	for i, w := range list {
		items[i] = completionItem{Label: w, Kind: itemValue}
	}
	return items
}

// expressions completes inside a condition: variables and functions, or the
// fields behind a dot.
func expressions(scope condition.Scope, word string) []completionItem {
	if dot := strings.LastIndexByte(word, '.'); dot >= 0 {
		var items []completionItem
		for _, f := range fieldsOf(scope, strings.Split(word[:dot], ".")) {
			items = append(items, completionItem{Label: f.Name, Kind: itemField, Detail: f.TypeName(), Doc: f.Doc})
		}
		return items
	}
	var items []completionItem
	for _, v := range scope {
		items = append(items, completionItem{Label: v.Name, Kind: itemVariable, Detail: v.Kind})
	}
	for _, f := range condition.Functions {
		items = append(items, completionItem{Label: f.Name, Kind: itemFunction, Detail: f.Signature, Doc: f.Doc})
	}
	return items
}

// fieldsOf lists the fields behind a path such as line.capture or
// kill.subject.
func fieldsOf(scope condition.Scope, path []string) []fact.Field {
	for _, v := range scope {
		if v.Name != path[0] {
			continue
		}
		fields := condition.FieldsOf(v)
		for _, name := range path[1:] {
			found := false
			for _, f := range fields {
				if f.Name == name {
					fields, found = fact.FieldsOf(f.Type), true
					break
				}
			}
			if !found {
				return nil
			}
		}
		return fields
	}
	return nil
}

// field finds the last name of a path with its owner's kind.
func field(scope condition.Scope, path []string) (fact.Field, string, error) {
	for _, f := range fieldsOf(scope, path[:len(path)-1]) {
		if f.Name != path[len(path)-1] {
			continue
		}
		for _, v := range scope {
			if v.Name == path[0] {
				return f, v.Kind, nil
			}
		}
	}
	return fact.Field{}, "", fmt.Errorf("there is no %s", strings.Join(path, "."))
}
