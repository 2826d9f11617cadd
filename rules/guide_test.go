package rules_test

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"culprit/engine"
	"culprit/engine/rulefile"
	"culprit/engine/workshop"
	"culprit/rules"
)

var update = flag.Bool("update", false, "rewrite the language reference of README.md")

const guide = "README.md"

// recipes are pairs of a rule and its cases.
var recipes = regexp.MustCompile("(?s)### ([^\n]*)\n.*?```hcl\n(.*?)```\n\n```txtar\n(.*?)```")

// TestGuide runs the cases of every recipe, its rules alone with the catalogue
// of causes.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	found := recipes.FindAllStringSubmatch(string(text), -1)
	if len(found) < 15 || len(found) != strings.Count(string(text), "```hcl\n") {
		t.Fatalf("%d recipes of %d snippets have cases", len(found), strings.Count(string(text), "```hcl\n"))
	}
	folder, file := fstest.MapFS{}, func(title string) string { return rulefile.Slug(title) + ".hcl" }
	for _, recipe := range found {
		folder[file(recipe[1])] = &fstest.MapFile{Data: []byte(recipe[2])}
	}
	set, _, diags := rulefile.Load(rulefile.Root{FS: rules.FS, Name: "builtin"}, rulefile.Root{FS: folder, Name: "guide"})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, recipe := range found {
		t.Run(recipe[1], func(t *testing.T) {
			own := &engine.RuleSet{Causes: set.Causes}
			for _, r := range set.Rules {
				if r.Defined.File == "guide/"+file(recipe[1]) {
					own.Rules = append(own.Rules, r)
				}
			}
			tryRecipe(t, own, recipe[2], recipe[3])
		})
	}
}

func tryRecipe(t *testing.T, own *engine.RuleSet, src, text string) {
	cases, err := workshop.ReadCases(fstest.MapFS{"recipe.txtar": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range workshop.Untested(own, cases) {
		t.Errorf("%s has no firing or no quiet case", id)
	}
	tester := workshop.NewTester(own)
	for i := range cases {
		for _, wrong := range tester.Try(t.Context(), &cases[i]) {
			t.Errorf("%s: %s", cases[i].Name(), wrong)
		}
	}
	if formatted, _ := rulefile.Format([]byte(src), "recipe.hcl"); string(formatted) != src {
		t.Errorf("it is not in the one layout:\n%s", formatted)
	}
}

// TestGuidePack loads the pack of the guide over the builtin rules.
func TestGuidePack(t *testing.T) {
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```hcl pack\n(.*?)```").FindSubmatch(text)
	if m == nil {
		t.Fatal("there is no pack in the guide")
	}
	_, _, diags := rulefile.Load(rulefile.Root{FS: rules.FS, Name: "builtin"}, rulefile.Root{FS: fstest.MapFS{rulefile.PackFile: {Data: m[1]}}, Name: "pack"})
	if diags.HasErrors() {
		t.Error(diags)
	}
}

// TestGuideReference holds the language reference against the code.
func TestGuideReference(t *testing.T) {
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := workshop.WriteLanguage(&want); err != nil {
		t.Fatal(err)
	}
	const begin, end = "-update -->\n", "<!-- end -->"
	head, rest, ok1 := strings.Cut(string(text), begin)
	got, tail, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatal("the guide has no place for the reference")
	}
	if got == want.String() {
		return
	}
	if !*update {
		t.Fatal("the reference is not what the code says; run go test ./rules -update")
	}
	if err := os.WriteFile(guide, []byte(head+begin+want.String()+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
