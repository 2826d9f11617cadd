package rulefile

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"culprit/engine"
)

// A BlockKind says what a kind of block may hold. The loader, the reference and
// the editor support read the same table; adding an attribute is a row here and
// a line where it is read.
type BlockKind struct {
	Name       string // "match"
	Label      string // what its label is; "" for none
	In         string // the block it stands in; "" for the file itself
	Doc        string
	Attributes []Attribute
	Blocks     []string // blocks it may hold
}

// An Attribute is one attribute of a kind of block.
type Attribute struct {
	Name     string
	Type     string
	Required bool
	Doc      string
}

var (
	severityWords = strings.Join(engine.SeverityNames(), ", ")

	factAttribute    = Attribute{"fact", "kind of fact", true, "what it looks for; culprit facts kinds lists them"}
	patternAttribute = Attribute{"pattern", "RE2 pattern", false, "on the message of a log or kernel record, else on the words the fact was read from; its named groups become name.capture.group, numbers where they match digits only"}
	whereAttribute   = Attribute{"where", "condition", false, "over this match and those before it; must hold"}
)

// Schema lists the kinds of block, in the order of the reference.
var Schema = []BlockKind{
	{"cause", "id: area.name", "", "What one must change so that the trouble stops.", []Attribute{
		{"title", "string", true, "what a person reads first"},
		{"severity", "word", true, severityWords},
		{"summary", "string", false, "what it means, in one or two sentences"},
		{"risk", "boolean", false, "it has not failed yet: told under prevention, never as an alarm"},
		{"quiet", "duration", false, "silence after which an episode of its rules has ended by itself"},
		{"changes", "list of strings", false, "settings whose difference between two inputs may explain it, for culprit diff"},
		{"prevent", "list of strings", false, "what keeps it from coming back"},
		{"references", "list of URLs", false, "where to read more"},
		{"lies_in", "word", false, "peer, subject: where what went wrong went wrong; subject"},
	}, []string{"leads_to", "fix", "dissent"}},
	{"leads_to", "", "cause", "An edge of the causal graph: what this cause brings about.", []Attribute{
		{"causes", "list of cause ids", true, "the effects"},
		{"where", "condition", false, "over cause and effect (fields: culprit rules language); without one any related subjects"},
		{"within", "duration", false, "how long after the cause was last seen an effect may begin; 15m"},
	}, []string{"predicts"}},
	{"predicts", "", "leads_to", "On whom the effects must show if the cause is real. Where they do the cause is believed more, where they are missing although the log was there, less.", []Attribute{
		{"among", "word", true, strings.Join(engine.Amongs, ", ") + ": who needs the cause's subject, who else needs its peer, all containers of its host"},
		{"weight", "number", true, "part of the confidence that hangs on it, above 0 and below 1"},
	}, nil},
	{"dissent", "variable", "cause", "A fact that contradicts the cause; it is shown with the words that reconcile the two.", []Attribute{
		factAttribute, patternAttribute, {"where", "condition", false, "over cause (as in leads_to) and this fact; must hold"},
		{"message", "template", true, "what the witness says, and why the cause is believed all the same"},
		{"doubt", "number", false, "part of the confidence it takes away"},
	}, nil},
	{"fix", "id", "cause", "A step against the cause. Its commands are shown, never run.", []Attribute{
		{"title", "template", true, "what to do; a destructive step says what is lost"},
		{"stage", "word", true, "now, next, last-resort"},
		{"risk", "word", true, "safe, disruptive, destructive"},
		{"commands", "list of argument vectors", false, `each a list of templates: [["docker", "restart", "${subject.name}"]]; one that lacks a fact is left out`},
		{"verify", "condition", false, "holds once the fix worked"},
	}, nil},
	{"rule", "id", "", "A pattern of facts that points to a cause.", []Attribute{
		{"title", "string", false, "for lists and pages"},
		{"cause", "cause id", true, "what it finds"},
		{"severity", "word", false, "instead of the cause's"},
		{"confidence", "number", false, "that this pattern alone proves the cause; 0.8"},
		{"within", "duration", false, "span of the timed matches; unlimited"},
		{"ordered", "boolean", false, "the matches happen in the order written"},
		{"overlap", "boolean", false, "one fact may satisfy several matches"},
		{"quiet", "duration", false, "silence after which an episode has ended by itself"},
		{"subject", "match or subject", false, "whom it is about; the subject of the first match"},
		{"peer", "match or subject", false, "the other side: endpoint(line.capture.host, line.capture.port)"},
		{"message", "template", false, "one line for the report: ${line.found}, ${bytes(kill.limit_bytes)}"},
		{"references", "list of URLs", false, "where to read more"},
		{"slow", "boolean", false, "it may look at every record: its pattern requires no text"},
		{"fallback", "boolean", false, "it speaks only where no other rule read the record"},
	}, []string{"match", "absent", "until"}},
	{"match", "variable", "rule", "A fact that must be there. The first match anchors the rule.", []Attribute{
		factAttribute, patternAttribute, whereAttribute,
		{"count", "integer", false, "at least so many within the rule's span; 1"},
		{"optional", "boolean", false, "it strengthens the finding and is not needed"},
	}, nil},
	{"absent", "variable", "rule", "A fact that must not be there. Where nothing was collected the answer is unknown, which lowers the confidence.", []Attribute{
		factAttribute, patternAttribute, whereAttribute,
		{"within", "duration", false, "how far on both sides of the matches it looks; the rule's within"},
		{"before", "duration", false, "how far before them"},
		{"after", "duration", false, "how far after them"},
		{"from", "match", false, "an exact range instead: begins at this match, or at first or last; first"},
		{"to", "match", false, "ends at this match; last"},
		{"start", "duration", false, "added to the beginning, may be negative; 0s"},
		{"end", "duration", false, "added to the end, may be negative; 0s"},
	}, nil},
	{"until", "variable", "rule", "A later fact that ends the episode: the diagnosis is resolved.", []Attribute{
		factAttribute, patternAttribute, whereAttribute,
	}, nil},
	{"until", "variable", "", "Outside of a rule: what ends the episodes of all rules of some causes, for the same subject.", []Attribute{
		factAttribute, patternAttribute, whereAttribute,
		{"causes", "list of cause ids", true, "the causes that it ends"},
	}, nil},
	{"pack", "name", "", "In pack.hcl at the top of a folder: who the pack is and what it changes of packs loaded before it.", []Attribute{
		{"version", "string", true, "three numbers: 1.2.0"},
		{"licence", "string", false, "SPDX identifier"},
		{"minimum_culprit", "string", false, "the oldest culprit that can load it"},
		{"summary", "string", false, "what it is for"},
		{"disable", "list of rule ids", false, "rules that must not run"},
		{"override", "list of ids", false, "rules and causes of other packs that it defines anew"},
	}, []string{"adjust"}},
	{"adjust", "rule or cause id", "pack", "Changes a rule or cause without editing it.", []Attribute{
		{"severity", "word", false, severityWords},
		{"confidence", "number", false, "of a rule"},
		{"within", "duration", false, "of a rule"},
		{"quiet", "duration", false, "of a rule"},
		{"count", "integer", false, "of a rule's first match"},
	}, nil},
}

// KindOf returns the kind of a block inside another; outer is "" in the file
// itself. It is nil for a block that does not belong there.
func KindOf(name, outer string) *BlockKind {
	for i := range Schema {
		if k := &Schema[i]; k.Name == name && k.In == outer {
			return k
		}
	}
	return nil
}

// topLevel lists the blocks of a rule file.
func topLevel() []string {
	var names []string
	for _, k := range Schema {
		if k.In == "" && k.Name != "pack" {
			names = append(names, k.Name)
		}
	}
	return names
}

// has reports whether a kind of block has an attribute.
func (k *BlockKind) has(attribute string) bool {
	for i := range k.Attributes {
		if k.Attributes[i].Name == attribute {
			return true
		}
	}
	return false
}

func (k *BlockKind) attributeNames() []string {
	names := make([]string, len(k.Attributes))
	for i, a := range k.Attributes {
		names[i] = a.Name
	}
	return names
}

// WriteReference writes the blocks and their attributes as Markdown.
func WriteReference(w io.Writer) error {
	var b strings.Builder
	for _, k := range Schema {
		head := "`" + k.Name + "`"
		if k.Label != "" {
			head = "`" + k.Name + " \"…\"`"
		}
		place := "in a rule file"
		switch {
		case k.Name == "pack":
			place = "in `" + PackFile + "`"
		case k.In != "":
			place = "in `" + k.In + "`"
		}
		fmt.Fprintf(&b, "**%s** (%s", head, place)
		if k.Label != "" {
			fmt.Fprintf(&b, "; label: %s", k.Label)
		}
		fmt.Fprintf(&b, "). %s\n\n| attribute | type | |\n| --- | --- | --- |\n", k.Doc)
		for _, a := range k.Attributes {
			need := ""
			if a.Required {
				need = " (required)"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s%s |\n", a.Name, a.Type, strings.ReplaceAll(a.Doc, "|", `\|`), need)
		}
		if len(k.Blocks) > 0 {
			fmt.Fprintf(&b, "\nBlocks: %s.\n", "`"+strings.Join(slices.Clone(k.Blocks), "`, `")+"`")
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
