package cre

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"culprit/engine/rulefile"
)

// jqTerm is a comparison of one path with a string or number.
var jqTerm = regexp.MustCompile(`^(\.[A-Za-z0-9_.\[\]"@-]+?)\??\s*(==|\|\s*(?:contains|test|startswith|endswith)\()\s*("(?:[^"\\]|\\.)*"|-?\d+|true|false)\s*\)?$`)

// jq translates the programs that rules use in practice: comparisons of a path
// with a constant, joined by "and" or "or", maybe inside select(…). The value is
// looked for beside its last key in the record's JSON text, at any depth.
func jq(program string) (string, error) {
	text := strings.TrimSpace(program)
	for {
		inner, ok := strings.CutPrefix(text, "select(")
		if !ok || !strings.HasSuffix(inner, ")") {
			break
		}
		text = strings.TrimSpace(strings.TrimSuffix(inner, ")"))
	}
	for _, joint := range []string{" or ", " and "} {
		if pieces := strings.Split(text, joint); len(pieces) > 1 {
			var where []string
			for _, piece := range pieces {
				w, err := jq(strings.Trim(strings.TrimSpace(piece), "()"))
				if err != nil {
					return "", err
				}
				where = append(where, w)
			}
			operator := map[string]string{" or ": " || ", " and ": " && "}[joint]
			return "(" + strings.Join(where, operator) + ")", nil
		}
	}
	if open := strings.Count(text, "("); open > strings.Count(text, ")") {
		text += ")"
	}
	m := jqTerm.FindStringSubmatch(text)
	if m == nil {
		return "", fmt.Errorf("jq %q: %w", program, errUnsupported)
	}
	key := m[1][strings.LastIndexByte(m[1], '.')+1:]
	key = strings.Trim(key, `[]"`)
	value := m[3]
	if unquoted, err := strconv.Unquote(value); err == nil {
		value = unquoted
	}
	begin := `"` + regexp.QuoteMeta(key) + `"\s*:\s*`
	var pattern string
	switch {
	case m[2] == "==" && m[3][0] == '"':
		pattern = begin + `"` + regexp.QuoteMeta(value) + `"`
	case m[2] == "==":
		pattern = begin + regexp.QuoteMeta(value) + `\b`
	case strings.Contains(m[2], "contains"):
		pattern = begin + `"[^"]*` + regexp.QuoteMeta(value)
	case strings.Contains(m[2], "startswith"):
		pattern = begin + `"` + regexp.QuoteMeta(value)
	case strings.Contains(m[2], "endswith"):
		pattern = begin + `"[^"]*` + regexp.QuoteMeta(value) + `"`
	default:
		pattern = begin + `"[^"]*(?:` + value + `)`
	}
	if _, err := regexp.Compile(pattern); err != nil {
		return "", fmt.Errorf("jq %q: %w", program, err)
	}
	return variable + ".text matches " + rulefile.Quote(pattern), nil
}
