package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"culprit/engine"
	"culprit/engine/condition"
)

// formatNamed is one of the ways to write something.
func formatNamed[T any](name string, formats map[string]T) (T, error) {
	format, ok := formats[name]
	if !ok {
		return format, usage(fmt.Errorf("unknown format %q%s", name, condition.DidYouMean(name, slices.Sorted(maps.Keys(formats)))))
	}
	return format, nil
}

func severityNamed(name string) (engine.Severity, error) {
	severity, err := engine.ParseSeverity(name)
	if err != nil {
		return severity, &exit{exitUsage, err, "choose one of " + strings.Join(engine.SeverityNames(), ", ")}
	}
	return severity, nil
}

// judging is what analyze and diff need before they read: from which severity
// on they fail, whether they write colour, and the rules.
func (c *console) judging(o analysis) (failOn engine.Severity, color bool, set *engine.RuleSet, err error) {
	if failOn, err = severityNamed(o.failOn); err != nil {
		return failOn, false, nil, err
	}
	if color, err = colored(o.color, c.out); err != nil {
		return failOn, false, nil, err
	}
	set, err = c.loadRules(o.rules)
	return failOn, color, set, err
}
