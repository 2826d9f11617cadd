package cre

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"
)

// The YAML of a rule file, as prequel-dev/cre describes it. Unknown keys are
// ignored, as its own compiler does.

type document struct {
	Section string          `yaml:"section"`
	Version string          `yaml:"version"`
	Rules   []rule          `yaml:"rules"`
	Terms   map[string]term `yaml:"terms"`
}

type rule struct {
	Meta struct {
		ID   string `yaml:"id"`
		Name string `yaml:"name"`
	} `yaml:"metadata"`
	CRE struct {
		ID           string `yaml:"id"`
		Severity     uint   `yaml:"severity"`
		Title        string `yaml:"title"`
		Category     string `yaml:"category"`
		Tags         list   `yaml:"tags"`
		Author       string `yaml:"author"`
		Description  string `yaml:"description"`
		Impact       string `yaml:"impact"`
		Cause        string `yaml:"cause"`
		Mitigation   string `yaml:"mitigation"`
		References   list   `yaml:"references"`
		Applications []struct {
			Name    string `yaml:"name"`
			Version string `yaml:"version"`
		} `yaml:"applications"`
	} `yaml:"cre"`
	Rule struct {
		Sequence *group `yaml:"sequence"`
		Set      *group `yaml:"set"`
	} `yaml:"rule"`
}

// group is a sequence (order) or a set (match).
type group struct {
	Window string `yaml:"window"`
	Event  struct {
		Source string `yaml:"source"`
	} `yaml:"event"`
	Correlations list   `yaml:"correlations"`
	Order        []term `yaml:"order"`
	Match        []term `yaml:"match"`
	Negate       []term `yaml:"negate"`
}

// term is one thing to find: a bare string is a literal.
type term struct {
	Value    string    `yaml:"value"`
	Regex    string    `yaml:"regex"`
	JQ       string    `yaml:"jq"`
	Field    string    `yaml:"field"`
	Count    int       `yaml:"count"`
	Extract  yaml.Node `yaml:"extract"`
	Set      *group    `yaml:"set"`
	Sequence *group    `yaml:"sequence"`
	PromQL   yaml.Node `yaml:"promql"`
	Window   string    `yaml:"window"`
	Slide    string    `yaml:"slide"`
	Anchor   int       `yaml:"anchor"`
	Absolute bool      `yaml:"absolute"`
}

// UnmarshalYAML implements yaml.Unmarshaler.
func (t *term) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		t.Value = node.Value
		return nil
	}
	type plain term
	return node.Decode((*plain)(t))
}

// list is a list of strings, or one of them.
type list []string

// UnmarshalYAML implements yaml.Unmarshaler.
func (l *list) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		if node.Value != "" && node.Tag != "!!null" {
			*l = list{node.Value}
		}
		return nil
	}
	return node.Decode((*[]string)(l))
}

// resolve puts the definition of a named term in its place. The options of a
// negate are the reference's own; the count is the definition's, as in the
// original compiler, which loses a count beside a name.
func (t term) resolve(named map[string]term) term {
	definition, ok := named[t.Value]
	if !ok || t.Value == "" {
		return t
	}
	definition.Window, definition.Slide, definition.Anchor, definition.Absolute = t.Window, t.Slide, t.Anchor, t.Absolute
	return definition
}

// times is how often the term must be found.
func (t *term) times() int { return max(t.Count, 1) }

func duration(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, fmt.Errorf("%q is no duration", s)
	}
	return d, nil
}
