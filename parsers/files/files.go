// Package files reads what ls -l and stat tell of files, with their errors:
//
//	-r-------- 1 root root 33 Nov 23 10:00 postgres_password
//	ls: cannot access '/run/secrets/api_key': No such file or directory
//
// The folder comes from the command, from the "folder:" line above a listing,
// or from the entry itself when it was listed by its path.
package files

import (
	"bytes"
	"path"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/parsers/section"
	"culprit/parsers/size"
)

// Parser reads listings of files.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "files" }

var (
	entry = lazyregexp.New(`^(?:\s*\d+ +)?([-dlcbsp?D])([-rwxsStT?]{9})[.+@]? +(?:(\d+|\?) +)?(\S+) +(\S+) +(?:\S+:\S+:\S+ +)?(\d+, +\d+|[\d.,]+[KMGTPkB]?|\?) +` +
		`(?:[A-Z][a-z]{2} +\d{1,2} +(?:\d\d:\d\d(?::\d\d)?|\d{4})|\d{1,2}\.? [A-Z]?[a-z]{2}\S* +(?:\d\d:\d\d|\d{4})|\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: [+-]\d{4})?)?|\d\d-\d\d +\d\d:\d\d|\?) (.+)$`)
	total   = lazyregexp.New(`^total [\d.,]+[KMGT]?$`)
	folder  = lazyregexp.New(`^['"]?(/[^:]*?|\.{1,2}(?:/[^:]*)?)['"]?:$`)
	failure = lazyregexp.New(`^(?:/bin/|/usr/bin/)?(ls|stat|cat|namei|readlink|head|tail|find|cp|test): (?:cannot (?:access|open directory|open|stat|statx|read|lstat)|can't open|can't stat|failed to stat)? ?['‘"]?(.+?)['’"]?(?: for reading)?: (No such file or directory|Permission denied|Not a directory|Is a directory|Input/output error|Stale file handle|Transport endpoint is not connected|Operation not permitted|Too many levels of symbolic links)$`)
	missing = lazyregexp.New(`No such file|Not a directory`)
)

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	line, rest, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	switch {
	case len(line) < 5 || len(line) > 600:
		return false
	case line[0] == 't':
		next, _, _ := bytes.Cut(rest, []byte("\n"))
		return total.Match(line) && entry.Match(bytes.TrimRight(next, "\r"))
	case line[0] == '/' || line[0] == '.' || line[0] == '\'':
		next, _, _ := bytes.Cut(rest, []byte("\n"))
		return folder.Match(line) && (total.Match(bytes.TrimRight(next, "\r")) || entry.Match(bytes.TrimRight(next, "\r")))
	case bytes.HasPrefix(line, []byte("  File: ")):
		return bytes.Contains(rest, []byte("Size: ")) && bytes.Contains(rest, []byte("Access: ("))
	}
	return entry.Match(line)
}

// SniffStart implements parsers.Starter: errors, and a folder that is empty.
func (Parser) SniffStart(argv []string, head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if listing(argv) && total.Match(line) {
		return true
	}
	return len(line) < 600 && failure.Match(line) && (argv == nil || reader(argv))
}

func listing(argv []string) bool { return len(argv) > 0 && (argv[0] == "ls" || argv[0] == "ll") }

// reader: these print the error of a file they can't read.
func reader(argv []string) bool {
	switch argv[0] {
	case "ls", "ll", "stat", "cat", "head", "tail", "namei", "readlink", "find":
		return true
	}
	return false
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	at := ""
	if listing(r.Command) {
		at = commandFolder(r.Command)
	}
	for first := true; ; first = false {
		peek, ok := r.PeekLine()
		if !ok {
			return nil
		}
		line := string(bytes.TrimRight(peek, "\r"))
		var d *fact.FileEntry
		switch {
		case strings.HasPrefix(line, "  File: "):
			stat(r, emit)
			continue
		case entry.MatchString(line):
			d = row(entry.FindStringSubmatch(line), at)
		case failure.MatchString(line):
			d = refused(failure.FindStringSubmatch(line))
		case folder.MatchString(line):
			at = folder.FindStringSubmatch(line)[1]
		case total.MatchString(line), line == "" && !first:
		case !first:
			return nil
		}
		l, ok := r.Next()
		if !ok {
			return nil
		}
		if d != nil {
			emit(fileFact(r, l, d))
		}
	}
}

func fileFact(r *section.Reader, l section.Line, d *fact.FileEntry) fact.Fact {
	f := r.Fact("file.entry", l, d)
	if f.Subject.Kind == fact.Host {
		f.Subject = fact.Subject{Kind: fact.File, Name: d.Path}
	}
	return f
}

// commandFolder is the one folder that ls was asked for; empty when there are
// several or none.
func commandFolder(argv []string) string {
	found := ""
	for _, a := range argv[1:] {
		if strings.HasPrefix(a, "-") {
			continue
		}
		if found != "" {
			return ""
		}
		found = strings.Trim(a, `"'`)
	}
	return found
}

var types = map[string]string{"-": "file", "d": "directory", "l": "link", "s": "socket"}

func row(m []string, at string) *fact.FileEntry {
	d := &fact.FileEntry{Type: types[m[1]], Mode: m[2], Owner: m[4], Group: m[5], SizeBytes: size.Parse(m[6], 1)}
	if d.Type == "" {
		d.Type = "other"
	}
	if m[1] == "?" {
		d.Type = "denied" // the folder can be listed, its entries can't be looked at
	}
	name := m[7]
	if d.Type == "link" {
		name, d.Target, _ = strings.Cut(name, " -> ")
	}
	name = strings.Trim(name, `'"`)
	switch {
	case strings.HasPrefix(name, "/") || at == "":
		d.Path = name
	case at == name || path.Base(at) == name && d.Type != "directory":
		d.Path = at // ls -l FILE
	default:
		d.Path = path.Join(at, name)
	}
	return d
}

func refused(m []string) *fact.FileEntry {
	d := &fact.FileEntry{Path: m[2], SizeBytes: -1, Type: "denied", Message: m[3]}
	if missing.MatchString(m[3]) {
		d.Type = "missing"
	}
	return d
}

var (
	statFile   = lazyregexp.New(`^  File: ['‘"]?(.+?)['’"]?(?: -> ['‘"]?(.+?)['’"]?)?$`)
	statSize   = lazyregexp.New(`^ +Size: (\d+)\s.*?(regular (?:empty )?file|directory|symbolic link|socket|\S+(?: special file)?)$`)
	statAccess = lazyregexp.New(`^Access: \((\d+)/(\S)(\S{9})\) +Uid: \( *(\d+)/ *(\S+)\) +Gid: \( *(\d+)/ *(\S+)\)`)
)

// stat reads the block of one file.
func stat(r *section.Reader, emit func(fact.Fact)) {
	l, _ := r.Next()
	first := section.Line{Number: l.Number, Offset: l.Offset}
	text := []string{strings.TrimSpace(string(l.Bytes))}
	d := &fact.FileEntry{SizeBytes: -1}
	if m := statFile.FindStringSubmatch(string(l.Bytes)); m != nil {
		d.Path, d.Target = m[1], m[2]
	}
	for {
		peek, ok := r.PeekLine()
		line := string(bytes.TrimRight(peek, "\r"))
		access := statAccess.FindStringSubmatch(line)
		sized := statSize.FindStringSubmatch(line)
		if !ok || access == nil && sized == nil && !strings.HasPrefix(line, "Device: ") && !strings.HasPrefix(line, "Context: ") &&
			!strings.HasPrefix(line, "Access: 2") && !strings.HasPrefix(line, "Modify: ") && !strings.HasPrefix(line, "Change: ") && !strings.HasPrefix(line, " Birth: ") {
			break
		}
		r.Next()
		switch {
		case sized != nil:
			d.SizeBytes = size.Parse(sized[1], 1)
		case access != nil:
			d.Mode, d.Owner, d.Group = access[3], access[5], access[7]
			if d.Type = types[access[2]]; d.Type == "" {
				d.Type = "other"
			}
			text = append(text, line)
		}
	}
	f := fileFact(r, first, d)
	f.Text = strings.Join(text, " ")
	emit(f)
}
