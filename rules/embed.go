// Package rules is what culprit knows: causes and rules as HCL files, one
// folder an area. There is no other Go code here.
package rules

import "embed"

// FS holds the rule files.
//
//go:embed */*.hcl
var FS embed.FS

// Cases holds the tests of the rules, beside the files they test.
//
//go:embed */*.txtar
var Cases embed.FS
