package ingest

import (
	"reflect"

	"culprit/engine/fact"
)

// mergeStates joins what several documents say of one container: config.v2.json
// and hostconfig.json of one folder, or the same inspect saved twice. The first
// document's values win; the others fill what it left empty.
func mergeStates(facts []fact.Fact) []fact.Fact {
	byID := map[string]int{} // places in kept
	copied := map[string]bool{}
	kept := facts[:0]
	for _, f := range facts {
		d, ok := f.Data.(*fact.ContainerState)
		if !ok || d.ID == "" {
			kept = append(kept, f)
			continue
		}
		at, seen := byID[d.ID]
		if !seen {
			byID[d.ID] = len(kept)
			kept = append(kept, f)
			continue
		}
		first := kept[at].Data.(*fact.ContainerState)
		if !copied[d.ID] { // facts that are kept for another run stay as they are
			copied[d.ID] = true
			own := *first
			first = &own
			kept[at].Data = first
		}
		if first.Name == "" && d.Name != "" || first.Status == "" && d.Status != "" {
			// The later document is the fuller one; its fact names the subject.
			kept[at].Subject, kept[at].Text, kept[at].Origin = f.Subject, f.Text, f.Origin
		}
		fillEmpty(reflect.ValueOf(first).Elem(), reflect.ValueOf(d).Elem())
	}
	return kept
}

func fillEmpty(to, from reflect.Value) {
	for i := range to.NumField() {
		if to.Field(i).IsZero() {
			to.Field(i).Set(from.Field(i))
		}
	}
}
