// Package condition is the one place that knows expr: it compiles conditions
// and templates of rule files against typed scopes of facts, evaluates them,
// and tells which literals a condition requires.
package condition

import "culprit/engine/fact"

// A Variable is a name that conditions may use.
type Variable struct {
	Name    string
	Kind    string   // fact kind of a match variable; "" for others
	Pattern *Pattern // whose named groups become capture.<group>
	Zero    any      // value of the type for a variable that is no match: fact.Subject{}, DiagnosisView{}
}

// A Scope is the variables bound at one place of a rule, in binding order.
type Scope []Variable

// Env holds the values of a Scope's variables for one evaluation: views
// (see View) for matches, plain values for others.
type Env map[string]any

// Resolver answers the questions of conditions that need the topology. The
// engine puts one into each Env under the name ResolverName.
type Resolver interface {
	// Same reports whether two subjects are one thing.
	Same(a, b fact.Subject) bool
	// DependsOn reports whether a needs b to work, directly or through others.
	DependsOn(a, b fact.Subject) bool
	// Known reports whether the input lists the subject (docker ps, inspect);
	// true where the input lists no containers at all.
	Known(s fact.Subject) bool
	// Shares reports whether both use one host, volume, network, cgroup or
	// GPU, named by what.
	Shares(a, b fact.Subject, what string) bool
}
