package condition

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

// Limits on one condition. Rule packs come from strangers: a condition must
// compile and run in bounded time and memory whatever it says.
const (
	maxSource = 4 << 10 // bytes of source
	maxNodes  = 400     // nodes of its syntax tree
)

// disabled are the builtins of expr that allocate in proportion to their
// arguments' product, call each other's results, or ask the clock: a condition
// is a pure test.
var disabled = []string{
	"now", "date", "timezone", "reduce", "map", "repeat", "split", "splitAfter", "join", "replace", "concat",
	"flatten", "groupBy", "sort", "sortBy", "reverse", "uniq", "toPairs", "fromPairs", "toJSON", "fromJSON",
	"toBase64", "fromBase64", "keys", "values",
}

// Want is the type an expression must have.
type Want uint8

// The types that are asked for.
const (
	Any     Want = iota
	Bool         // a condition
	Subject      // a match, or a fact.Subject
)

// A Program is an expression over a scope, compiled now or when it is first
// evaluated. It may be used from several goroutines.
type Program struct {
	source string
	scope  Scope // of one that is compiled later
	want   Want

	once sync.Once
	code code
	err  error
}

// code is what an expression compiles to.
type code struct {
	program *vm.Program
	names   []string
}

// Later is Compile for an expression that is known to be right, such as one of
// the rules that tests have compiled: it is compiled when it is first needed.
func Later(source string, scope Scope, want Want) *Program {
	return &Program{source: source, scope: scope, want: want}
}

// compiled returns the code of a program.
func (p *Program) compiled() (*code, error) {
	p.once.Do(func() {
		if p.code.program != nil {
			return
		}
		if known, err := Compile(p.source, p.scope, p.want); err == nil {
			p.code = known.code
		} else {
			p.err = err
		}
		p.scope = nil
	})
	return &p.code, p.err
}

// An Error is a mistake in an expression, placed in its source.
type Error struct {
	Offset, Length int // bytes of the source that are wrong; Length is at least 1
	Message        string
}

func (e *Error) Error() string { return e.Message }

// Compile checks source against the scope. Any error is an *Error.
func Compile(source string, scope Scope, want Want) (*Program, error) {
	if len(source) > maxSource {
		return nil, &Error{0, 1, fmt.Sprintf("The expression has %d bytes; the limit is %d.", len(source), maxSource)}
	}
	key := programKey{source, want, scope.signature()}
	if p, ok := programs.Load(key); ok {
		return p.(*Program), nil
	}
	tree, err := parser.Parse(source)
	if err != nil {
		return nil, reword(source, scope, err)
	}
	if err := check(source, scope, tree.Node); err != nil {
		return nil, err
	}
	program, err := dialectOf(scope, want == Bool, key.signature).compile(source)
	if err != nil {
		return nil, reword(source, scope, err)
	}
	if node := stringSum(program.Node()); node != nil {
		return nil, place(source, node, "Strings can't be added in a condition; write a template in message instead.")
	}
	p := &Program{source: source, code: code{program, names(tree.Node)}}
	programs.Store(key, p)
	return p, nil
}

// programs keeps what was compiled: rules say the same of the same kinds of
// facts again and again, and compiling takes far longer than parsing.
var programs sync.Map // programKey → *Program

type programKey struct {
	source    string
	want      Want
	signature string
}

// Source is the text the program was compiled from.
func (p *Program) Source() string { return p.source }

// Names lists the variables the program uses, without functions.
func (p *Program) Names() []string {
	c, _ := p.compiled()
	return c.names
}

var machines = sync.Pool{New: func() any { return &vm.VM{} }}

// Value evaluates the program.
func (p *Program) Value(env Env) (value any, err error) {
	c, err := p.compiled()
	if err != nil {
		return nil, err
	}
	machine := machines.Get().(*vm.VM)
	defer machines.Put(machine)
	return machine.Run(c.program, map[string]any(env))
}

// Bool evaluates a condition. An error (a comparison with something that is
// not there) means that it could not be decided.
func (p *Program) Bool(env Env) (bool, error) {
	v, err := p.Value(env)
	ok, _ := v.(bool)
	return ok, err
}

// Subject evaluates an expression that yields a match or a subject.
func (p *Program) Subject(env Env) (fact.Subject, error) {
	v, err := p.Value(env)
	if err != nil {
		return fact.Subject{}, err
	}
	s, ok := subjectOf(v)
	if !ok {
		return s, fmt.Errorf("%s: %T is no subject", p.source, v)
	}
	return s, nil
}

// ResolverName is the reserved variable that carries the Resolver.
const ResolverName = "topology__"

func (s Scope) variable(name string) (Variable, bool) {
	for _, v := range s {
		if v.Name == name {
			return v, true
		}
	}
	return Variable{}, false
}

// names lists the variables of an expression in the order they appear.
func names(node ast.Node) []string {
	v := &nameList{}
	ast.Walk(&node, v)
	return v.names
}

type nameList struct{ names []string }

// Visit implements ast.Visitor.
func (v *nameList) Visit(node *ast.Node) {
	id, ok := (*node).(*ast.IdentifierNode)
	if !ok || isFunction(id.Value) || id.Value == ResolverName {
		return
	}
	for _, n := range v.names {
		if n == id.Value {
			return
		}
	}
	v.names = append(v.names, id.Value)
}

// stringSum finds an addition of strings: with variables (let) it would double
// a text at each step.
func stringSum(node ast.Node) ast.Node {
	v := &sumFinder{}
	ast.Walk(&node, v)
	return v.found
}

type sumFinder struct{ found ast.Node }

// Visit implements ast.Visitor.
func (v *sumFinder) Visit(node *ast.Node) {
	if b, ok := (*node).(*ast.BinaryNode); ok && b.Operator == "+" && b.Type() != nil && b.Type().Kind().String() == "string" {
		v.found = b
	}
}

var (
	unknownName  = lazyregexp.New(`^unknown name (\S+)`)
	unknownField = lazyregexp.New(`has no field (\w+)`)
	goTypes      = lazyregexp.New(`\*?struct ?\{.*\}|\*?condition\.\w+|\*?fact\.\w+`)
)

// reword turns an error of expr into one that speaks of facts and fields.
func reword(source string, scope Scope, err error) *Error {
	var e *file.Error
	if !errors.As(err, &e) {
		return &Error{0, max(1, len(source)), err.Error()}
	}
	from := byteOffset(source, e.From)
	out := &Error{Offset: from, Length: max(1, byteOffset(source, e.To)-from), Message: e.Message}
	switch {
	case unknownName.MatchString(e.Message):
		name := unknownName.FindStringSubmatch(e.Message)[1]
		if strings.HasPrefix(source[min(len(source), from+len(name)):], "(") {
			out.Message = unknownFunction(name)
		} else {
			out.Message = unknownVariable(name, scope)
		}
		out.Length = len(name)
	case unknownField.MatchString(e.Message):
		out.Message = fmt.Sprintf("There is no field %q.", unknownField.FindStringSubmatch(e.Message)[1])
	default:
		out.Message = sentence(goTypes.ReplaceAllString(e.Message, "a fact"))
	}
	return out
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

// byteOffset converts expr's offset, which counts runes.
func byteOffset(source string, runes int) int {
	n := 0
	for i := range source {
		if n == runes {
			return i
		}
		n++
	}
	return len(source)
}

func (s Scope) names() []string {
	list := make([]string, len(s))
	for i, v := range s {
		list[i] = v.Name
	}
	return list
}
