package condition

import (
	"reflect"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"sync"
)

// A Pattern is a regular expression of a rule. It is compiled when it is first
// matched: of a thousand patterns a small input asks for a handful, and
// compiling one takes longer than reading its rule. It may be used from several
// goroutines.
type Pattern struct {
	source string

	compile  sync.Once
	compiled *regexp.Regexp

	look   sync.Once
	groups reflect.Type
}

// NewPattern makes a pattern of a source that syntax.Parse accepts, with the
// flags syntax.Perl; matching another one panics.
func NewPattern(source string) *Pattern { return &Pattern{source: source} }

// ParsedPattern is NewPattern for a source that has just been parsed.
func ParsedPattern(source string, tree *syntax.Regexp) *Pattern {
	p := NewPattern(source)
	p.look.Do(func() { p.groups = groupsOf(tree) })
	return p
}

// String is the source of the pattern.
func (p *Pattern) String() string { return p.source }

// Regexp returns the pattern, compiled.
func (p *Pattern) Regexp() *regexp.Regexp {
	p.compile.Do(func() { p.compiled = regexp.MustCompile(p.source) })
	return p.compiled
}

// parse returns the pattern's tree; false for one that can't be parsed.
func (p *Pattern) parse() (*syntax.Regexp, bool) {
	tree, err := syntax.Parse(p.source, syntax.Perl)
	return tree, err == nil
}

// Groups lists the names of its named groups.
func (p *Pattern) Groups() []string {
	if p == nil {
		return nil
	}
	t := p.captures()
	names := make([]string, t.NumField())
	for i := range names {
		names[i] = t.Field(i).Tag.Get("expr")
	}
	return names
}

// noCaptures is the type of the captures of a pattern without named groups.
var noCaptures = reflect.TypeOf(struct{}{})

// captures is a struct type with a field for each named group, typed by what it
// can match: digits only are an int, a decimal number a float64, else a string.
func (p *Pattern) captures() reflect.Type {
	if p == nil {
		return noCaptures
	}
	p.look.Do(func() {
		p.groups = noCaptures
		if !strings.Contains(p.source, "(?P<") && !strings.Contains(p.source, "(?<") {
			return
		}
		if tree, ok := p.parse(); ok {
			p.groups = groupsOf(tree)
		}
	})
	return p.groups
}

// A group is a named group of a pattern.
type group struct {
	name string
	kind reflect.Type // of what it matches
}

// groupTypes keeps the types made of groups: patterns have the same ones again
// and again.
var groupTypes sync.Map // names and kinds → reflect.Type

func groupsOf(tree *syntax.Regexp) reflect.Type {
	groups := namedGroups(tree, nil)
	if len(groups) == 0 {
		return noCaptures
	}
	key := ""
	for _, g := range groups {
		key += g.name + ":" + g.kind.Name() + " "
	}
	if t, ok := groupTypes.Load(key); ok {
		return t.(reflect.Type)
	}
	fields := make([]reflect.StructField, len(groups))
	for i, g := range groups {
		fields[i] = reflect.StructField{Name: "G" + strconv.Itoa(i), Type: g.kind, Tag: reflect.StructTag(`expr:"` + g.name + `"`)}
	}
	t, _ := groupTypes.LoadOrStore(key, reflect.StructOf(fields))
	return t.(reflect.Type)
}

// namedGroups adds the named groups of an expression, in their order.
func namedGroups(re *syntax.Regexp, list []group) []group {
	if re.Op == syntax.OpCapture && re.Name != "" {
		g := group{re.Name, reflect.TypeOf("")}
		switch digits, dot := onlyDigits(re.Sub[0]); {
		case digits && dot:
			g.kind = reflect.TypeOf(0.0)
		case digits:
			g.kind = reflect.TypeOf(0)
		}
		list = append(list, g)
	}
	for _, sub := range re.Sub {
		list = namedGroups(sub, list)
	}
	return list
}

// onlyDigits reports whether an expression matches nothing but digits, and
// whether a decimal point may be among them.
func onlyDigits(re *syntax.Regexp) (digits, dot bool) {
	switch re.Op {
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if r < '0' || r > '9' {
					return false, false // [\d.]+ may be an address
				}
			}
		}
		return true, false
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			if r == '.' {
				dot = true
			} else if r < '0' || r > '9' {
				return false, false
			}
		}
		return true, dot
	case syntax.OpPlus, syntax.OpStar, syntax.OpQuest, syntax.OpRepeat, syntax.OpConcat, syntax.OpAlternate, syntax.OpCapture:
		for _, sub := range re.Sub {
			d, p := onlyDigits(sub)
			if !d {
				return false, false
			}
			dot = dot || p
		}
		return true, dot
	default:
		return false, false
	}
}

// setCaptures fills in what the groups of a pattern matched.
func (p *Pattern) setCaptures(s reflect.Value, capture []string) {
	field := 0
	for i, name := range p.Regexp().SubexpNames() {
		if name == "" {
			continue
		}
		f := s.Field(field)
		field++
		if i >= len(capture) {
			continue
		}
		switch f.Kind() {
		case reflect.Int:
			n, _ := strconv.ParseInt(capture[i], 10, 64)
			f.SetInt(n)
		case reflect.Float64:
			n, _ := strconv.ParseFloat(capture[i], 64)
			f.SetFloat(n)
		default:
			f.SetString(capture[i])
		}
	}
}
