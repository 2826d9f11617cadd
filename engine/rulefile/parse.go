package rulefile

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// parse parses one file after the lexer has found it harmless.
func parse(src []byte, name string) (*hcl.File, *hclsyntax.Body, hcl.Diagnostics) {
	return parseAs(src, name, false)
}

func parseAs(src []byte, name string, trusted bool) (*hcl.File, *hclsyntax.Body, hcl.Diagnostics) {
	if len(src) > MaxFile {
		return &hcl.File{}, nil, hcl.Diagnostics{refuse(name, hcl.Range{Filename: name}, fmt.Sprintf("The file is larger than %d KiB.", MaxFile>>10))}
	}
	if !trusted {
		if diag := measure(src, name); diag != nil {
			return &hcl.File{Bytes: src}, nil, hcl.Diagnostics{diag}
		}
	}
	file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	for _, d := range diags {
		explainEscape(d)
	}
	if file == nil {
		return &hcl.File{Bytes: src}, nil, diags
	}
	body, _ := file.Body.(*hclsyntax.Body)
	return file, body, diags
}

// measure refuses what would overflow the parser's stack.
func measure(src []byte, name string) *hcl.Diagnostic {
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	depth, run, questions := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl, hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc:
			if depth++; depth > maxNesting {
				return refuse(name, t.Range, fmt.Sprintf("Brackets and templates are nested deeper than %d.", maxNesting))
			}
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc:
			depth = max(0, depth-1)
		}
		switch t.Type {
		case hclsyntax.TokenBang, hclsyntax.TokenMinus, hclsyntax.TokenPlus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent, hclsyntax.TokenAnd, hclsyntax.TokenOr:
			if run++; run > maxRun {
				return refuse(name, t.Range, fmt.Sprintf("There are more than %d operators in a row.", maxRun))
			}
		case hclsyntax.TokenQuestion:
			if questions++; questions > maxRun {
				return refuse(name, t.Range, fmt.Sprintf("There are more than %d conditional expressions in the file.", maxRun))
			}
		default:
			run = 0
		}
	}
	return nil
}

func refuse(_ string, at hcl.Range, detail string) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Rule file refused", Detail: detail, Subject: at.Ptr()}
}

// explainEscape shows the two ways to write a backslash of a pattern, which
// HCL's own message does not.
func explainEscape(d *hcl.Diagnostic) {
	if strings.Contains(d.Summary, "escape sequence") {
		d.Detail = "A backslash in a quoted string begins an escape. Write it twice:\n\n" +
			"  pattern = \"exit code \\\\d+\"\n\nor use a heredoc, where backslashes are ordinary characters:\n\n" +
			"  pattern = <<-EOT\n    exit code \\d+\n  EOT"
	}
}
