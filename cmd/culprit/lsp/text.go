package lsp

import (
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// offset is the byte offset of a position; beyond the end of a line it is the
// line's end.
func offset(src string, p position) int {
	at := 0
	for range p.Line {
		i := strings.IndexByte(src[at:], '\n')
		if i < 0 {
			return len(src)
		}
		at += i + 1
	}
	units := 0
	for at < len(src) && src[at] != '\n' && units < p.Character {
		r, size := utf8.DecodeRuneInString(src[at:])
		units += utf16.RuneLen(max(r, 0))
		at += size
	}
	return at
}

// positionOf is the position of a byte offset.
func positionOf(src string, at int) position {
	at = min(max(at, 0), len(src))
	start := strings.LastIndexByte(src[:at], '\n') + 1
	p := position{Line: strings.Count(src[:start], "\n")}
	for _, r := range src[start:at] {
		p.Character += max(1, utf16.RuneLen(r))
	}
	return p
}

func rangeOf(src string, from, to int) textRange {
	return textRange{positionOf(src, from), positionOf(src, to)}
}

// path is the file of a file: URI; other URIs are names of their own.
func path(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return uri
	}
	return filepath.FromSlash(u.Path)
}

func uri(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}
