package condition

import (
	"errors"
	"reflect"
	"strconv"
	"sync"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/optimizer"
	"github.com/expr-lang/expr/vm"
)

// A dialect is the language of expressions over one scope. Making one costs more
// than compiling an expression.
type dialect struct {
	mu     sync.Mutex // over what expr remembers of types
	config *conf.Config
}

type dialectKey struct {
	signature string
	bool      bool
}

// maxDialects bounds how many are kept, each of some 12 KiB: rules use few
// scopes, but those of a stranger may each call their facts by another name.
const maxDialects = 64

var dialects = struct {
	sync.Mutex
	known map[dialectKey]*dialect
}{known: map[dialectKey]*dialect{}}

func dialectOf(scope Scope, isBool bool, signature string) *dialect {
	key := dialectKey{signature, isBool}
	dialects.Lock()
	defer dialects.Unlock()
	d := dialects.known[key]
	if d == nil {
		if len(dialects.known) >= maxDialects {
			clear(dialects.known)
		}
		d = newDialect(scope, isBool)
		dialects.known[key] = d
	}
	return d
}

func newDialect(scope Scope, isBool bool) *dialect {
	options := []expr.Option{expr.Env(scope.types()), expr.MaxNodes(maxNodes), expr.Patch(resolverArgument{})}
	if isBool {
		options = append(options, expr.AsBool())
	}
	for _, f := range Functions {
		options = append(options, expr.Function(f.Name, f.call, f.Types...))
	}
	options = append(options, expr.Function(quickly, matchQuickly))
	d := &dialect{config: conf.CreateNew()}
	for _, o := range options {
		o(d.config)
	}
	return d
}

// compile is expr.Compile with a configuration that is made once.
func (d *dialect) compile(source string) (*vm.Program, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	tree, err := checker.ParseCheck(source, d.config)
	if err != nil {
		return nil, err
	}
	if err := optimizer.Optimize(&tree.Node, d.config); err != nil {
		var placed *file.Error
		if errors.As(err, &placed) {
			return nil, placed.Bind(tree.Source)
		}
		return nil, err
	}
	ast.Walk(&tree.Node, quickMatches{})
	return compiler.Compile(tree, d.config)
}

// signature is equal for scopes that have the same names with the same types.
func (s Scope) signature() string {
	var buffer [128]byte
	b := buffer[:0]
	for _, v := range s {
		t := reflect.TypeOf(v.Zero)
		if v.Kind != "" {
			t = viewType(v)
		}
		b = append(b, v.Name...)
		b = append(b, ' ')
		b = strconv.AppendUint(b, uint64(reflect.ValueOf(t).Pointer()), 36)
		b = append(b, ' ')
	}
	return string(b)
}

// types is the environment expr checks against.
func (s Scope) types() map[string]any {
	env := map[string]any{ResolverName: noResolver{}}
	for _, v := range s {
		if v.Kind == "" {
			env[v.Name] = v.Zero
		} else {
			env[v.Name] = Unmatched(v)
		}
	}
	return env
}

// resolverArgument hands the Resolver to the functions that ask the topology.
type resolverArgument struct{}

// Visit implements ast.Visitor.
func (resolverArgument) Visit(node *ast.Node) {
	call, ok := (*node).(*ast.CallNode)
	if !ok {
		return
	}
	callee, ok := call.Callee.(*ast.IdentifierNode)
	if !ok || !asksTopology(callee.Value) {
		return
	}
	if len(call.Arguments) > 0 {
		if first, ok := call.Arguments[0].(*ast.IdentifierNode); ok && first.Value == ResolverName {
			return
		}
	}
	call.Arguments = append([]ast.Node{&ast.IdentifierNode{Value: ResolverName}}, call.Arguments...)
}
