package lsp

import (
	"context"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/sourcegraph/jsonrpc2"

	"culprit/engine/rulefile"
)

// runTests is the command behind the lens over each rule.
const runTests = "culprit.runTests"

// idAfter is the rest of an id, which may hold dots.
var idAfter = regexp.MustCompile(`^[\w.-]*`)

// definition finds where the cause or rule at a place is defined.
func (s *server) definition(src string, at int) []location {
	word := wordBefore.FindString(src[:at]) + idAfter.FindString(src[at:])
	found := []location{}
	for _, d := range s.workspace.Definitions() {
		if d.ID != word || !filepath.IsAbs(d.At.Filename) {
			continue
		}
		found = append(found, location{URI: uri(d.At.Filename), Range: textRange{
			position{d.At.Start.Line - 1, d.At.Start.Column - 1}, position{d.At.End.Line - 1, d.At.End.Column - 1}}})
	}
	return found
}

// format is the edit that writes a document in the one layout; none when it
// has mistakes or is in it already.
func format(src, name string) []textEdit {
	out, diags := rulefile.Format([]byte(src), name)
	if diags.HasErrors() || string(out) == src {
		return []textEdit{}
	}
	return []textEdit{{rangeOf(src, 0, len(src)), string(out)}}
}

var ruleLine = regexp.MustCompile(`(?m)^rule\s+"([^"]+)"`)

func lenses(src, uri string) []codeLens {
	list := []codeLens{}
	for _, m := range ruleLine.FindAllStringSubmatchIndex(src, -1) {
		list = append(list, codeLens{
			Range:   rangeOf(src, m[0], m[1]),
			Command: command{Title: "run tests", Command: runTests, Arguments: []any{uri, src[m[2]:m[3]]}},
		})
	}
	return list
}

// execute runs the cases of a rule and shows the outcome. The cases are read
// from disk, and so is the rule: save first.
func (s *server) execute(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) error {
	var p executeParams
	if r.Params == nil || json.Unmarshal(*r.Params, &p) != nil || p.Command != runTests || len(p.Arguments) != 2 {
		return &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: runTests + " takes a document and a rule"}
	}
	folder := s.root
	if folder == "" {
		folder = filepath.Dir(path(p.Arguments[0]))
	}
	text, err := s.config.Test(ctx, folder, p.Arguments[1], s.noBuiltin)
	message := messageParams{3, text}
	if err != nil {
		message = messageParams{1, strings.TrimSpace(text + "\n" + err.Error())}
	}
	return conn.Notify(ctx, "window/showMessage", message)
}
