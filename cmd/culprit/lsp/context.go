package lsp

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"culprit/engine/condition"
	"culprit/engine/fact"
	"culprit/engine/rulefile"
)

// A place says where in a rule file the cursor stands. It is worked out from
// the tokens before the cursor, because a file is broken while it is typed.
type place struct {
	blocks    []open // from the outermost in
	attribute string // whose value it stands in; "" where names are written
	word      string // what is written before the cursor: letters, digits, dots
}

// open is a block that has not ended before the cursor.
type open struct {
	kind, label string
	start       int // byte offset of its first word
}

var wordBefore = regexp.MustCompile(`[\w.-]*$`)

func placeAt(src string, at int) place {
	p := place{word: wordBefore.FindString(src[:at])}
	tokens, _ := hclsyntax.LexConfig([]byte(src[:at]), "", hcl.InitialPos)
	var statement []hclsyntax.Token
	depth := 0 // brackets that are no blocks
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace:
			if depth == 0 && len(statement) > 0 && p.attribute == "" {
				p.blocks = append(p.blocks, header(statement))
				statement = nil
				continue
			}
			depth++
		case hclsyntax.TokenCBrace:
			if depth > 0 {
				depth--
			} else if len(p.blocks) > 0 {
				p.blocks = p.blocks[:len(p.blocks)-1]
			}
			statement, p.attribute = nil, ""
		case hclsyntax.TokenOBrack, hclsyntax.TokenOParen:
			depth++
		case hclsyntax.TokenCBrack, hclsyntax.TokenCParen:
			depth = max(0, depth-1)
		case hclsyntax.TokenEqual:
			if depth == 0 && len(statement) > 0 && p.attribute == "" {
				p.attribute = string(statement[0].Bytes)
			}
		case hclsyntax.TokenNewline:
			if depth == 0 {
				statement, p.attribute = nil, ""
			}
		case hclsyntax.TokenEOF, hclsyntax.TokenComment:
		default:
			statement = append(statement, t)
		}
	}
	return p
}

func header(statement []hclsyntax.Token) open {
	o := open{kind: string(statement[0].Bytes), start: statement[0].Range.Start.Byte}
	for _, t := range statement[1:] {
		if t.Type == hclsyntax.TokenQuotedLit {
			o.label = string(t.Bytes)
		}
	}
	return o
}

// kind is the kind of the innermost block, nil outside of all.
func (p *place) kind() *rulefile.BlockKind {
	switch n := len(p.blocks); n {
	case 0:
		return nil
	case 1:
		return rulefile.KindOf(p.blocks[0].kind, "")
	default:
		return rulefile.KindOf(p.blocks[n-1].kind, p.blocks[n-2].kind)
	}
}

var (
	matchHeader = regexp.MustCompile(`(?m)^\s*(?:match|absent|until)\s+"(\w+)"\s*\{`)
	factValue   = regexp.MustCompile(`\bfact\s*=\s*"([^"]*)"`)
	patternText = regexp.MustCompile(`(?s)\bpattern\s*=\s*(?:<<-?(\w+)\n(.*?)\n\s*(?:EOT\w*)\b|"((?:[^"\\]|\\.)*)")`)
	ruleHeader  = regexp.MustCompile(`(?m)^(?:rule|cause|until|pack)\s`)
)

// scope is the variables that conditions at the place may use.
func (p *place) scope(src string) condition.Scope {
	if len(p.blocks) == 0 {
		return nil
	}
	switch outer := p.blocks[0]; {
	case outer.kind == "rule":
		end := len(src)
		if next := ruleHeader.FindStringIndex(src[min(outer.start+1, len(src)):]); next != nil {
			end = outer.start + 1 + next[0]
		}
		return matchScope(src[outer.start:end])
	case outer.kind == "cause" && len(p.blocks) > 1 && p.blocks[1].kind == "leads_to":
		return condition.CauseScope()
	case outer.kind == "cause":
		return condition.FixScope()
	}
	return nil
}

// matchScope lists the matches of a rule's source.
func matchScope(src string) condition.Scope {
	var scope condition.Scope
	headers := matchHeader.FindAllStringSubmatchIndex(src, -1)
	for i, h := range headers {
		body := src[h[1]:]
		if i+1 < len(headers) {
			body = src[h[1]:headers[i+1][0]]
		}
		v := condition.Variable{Name: src[h[2]:h[3]]}
		if m := factValue.FindStringSubmatch(body); m != nil && fact.KindByName(m[1]) != nil {
			v.Kind = m[1]
		}
		if m := patternText.FindStringSubmatch(body); m != nil {
			source := strings.TrimSpace(m[2])
			if m[1] == "" {
				source = strings.ReplaceAll(m[3], `\\`, `\`)
			}
			if _, err := regexp.Compile(source); err == nil {
				v.Pattern = condition.NewPattern(source)
			}
		}
		if v.Kind != "" {
			scope = append(scope, v)
		}
	}
	return scope
}

// conditions are the attributes whose text is an expression, or a template of
// expressions.
var conditions = []string{"where", "subject", "peer", "message", "verify", "commands", "title"}

func (p *place) expression() bool { return slices.Contains(conditions, p.attribute) }
