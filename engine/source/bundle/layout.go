package bundle

import (
	"bytes"
	"io/fs"
	"path"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
	"culprit/engine/source"
)

// A layout is what the paths of a bundle tell of the tool that made it. It
// grows while the entries are walked; of several (a sosreport holds the dump of
// a cluster) the widest wins.
type layout struct {
	ours    bool // culprit's own manifest was met
	kind    int  // index in layouts; len(layouts) while unknown
	host    string
	entries int
	single  string // kind of a bundle that is one file
}

// layouts lists the bundles of other tools by paths that only they have, widest
// first. The words are those of the report's input list.
var layouts = []struct {
	kind   string
	marker *lazyregexp.Regexp
}{
	{"sosreport", lazyregexp.New(`(?:^|/)sos_commands/|(?:^|/)sos_reports/manifest\.json$|^sosreport-[^/]+/`)},
	{"must-gather", lazyregexp.New(`(?:^|/)must-gather\.logs?$|(?:^|/)(?:must-gather|inspect)\.local\.\d+/|(?:^|/)cluster-scoped-resources/`)},
	{"troubleshoot", lazyregexp.New(`(?:^|/)cluster-resources/(?:pods/|nodes\.json|namespaces\.json)|(?:^|/)host-collectors/(?:system|run-host|diskUsage)/`)},
	{"cluster-info-dump", lazyregexp.New(`(?:^|/)[a-z0-9.-]+/(?:replication-controllers|daemonsets|replicasets)\.(?:json|yaml)$`)},
	{"docker-desktop", lazyregexp.New(`(?:^|/)log/(?:vm|host)/(?:dockerd|containerd|init|console|com\.docker\.|Docker)[^/]*$`)},
	{"docker-data", lazyregexp.New(`(?:^|/)containers/[0-9a-f]{64}/(?:config\.v2|hostconfig)\.json$`)},
}

// Formats of one file that a tool writes whole.
var (
	nvidiaReport = lazyregexp.New(`^_{40,}\s+Start of NVIDIA bug report log file`)
	composeDump  = lazyregexp.New(`^(?:\x1b\[[\d;]*m)?[a-zA-Z0-9][\w.-]* +\| ?[^\n]*\n(?:\x1b\[[\d;]*m)?[a-zA-Z0-9][\w.-]* +\| `)
)

const (
	kindNvidia  = "nvidia-bug-report"
	kindCompose = "compose-logs"
)

func newLayout() layout { return layout{kind: len(layouts)} }

// see takes in one more path, with the first bytes of its file where they are
// known.
func (l *layout) see(name string, head []byte) {
	l.entries++
	for i := range layouts[:l.kind] {
		if layouts[i].marker.MatchString(name) {
			l.kind = i
			break
		}
	}
	if m := sosRoot.FindStringSubmatch(name); m != nil && l.host == "" {
		l.host = m[1]
	}
	if path.Base(name) == source.ManifestName && bytes.Contains(head, []byte(source.ManifestMark)) {
		l.ours = true
	}
	switch {
	case nvidiaReport.Match(head):
		l.single = kindNvidia
	case composeDump.Match(head):
		l.single = kindCompose
	}
}

// name is the word for the report, or plain where no tool is recognised.
func (l *layout) name(plain string) string {
	switch {
	case l.ours:
		return "culprit"
	case l.kind < len(layouts):
		return layouts[l.kind].kind
	case l.entries == 1 && l.single != "":
		return l.single
	}
	return plain
}

func (l *layout) is(kind string) bool { return l.kind < len(layouts) && layouts[l.kind].kind == kind }

// scan looks at the paths of a folder before its files are read, so that what
// is known of the first file does not depend on the order of their names.
func (l *layout) scan(root fs.FS) {
	const most, deep = 5000, 5
	seen := 0
	_ = fs.WalkDir(root, ".", func(p string, entry fs.DirEntry, err error) error {
		if seen++; seen > most {
			return fs.SkipAll
		}
		switch {
		case err != nil:
			return nil
		case entry.IsDir():
			if strings.Count(p, "/") >= deep {
				return fs.SkipDir
			}
		case entry.Type().IsRegular():
			l.see(p, nil)
		}
		return nil
	})
	l.entries = 0
}

var (
	sosRoot = lazyregexp.New(`^sosreport-(.+?)(?:-\d{6,})?-(?:\d{4}-\d\d-\d\d|\d{14})`)
	// sosLogs are the files of a sosreport that are logs; the others are
	// configuration and the output of commands, in which the words of an error
	// mean nothing.
	sosLogs    = lazyregexp.New(`(?:^|/)(?:var/log/|sos_commands/(?:logs/|\w+/(?:journalctl_|containers/\w+_logs_|pods/|users/)|kubernetes/cluster-info/|kernel/dmesg))`)
	clusterLog = lazyregexp.New(`\.(?:log|txt)(?:\.\d+)?$`)
	hostLogs   = lazyregexp.New(`(?:^|/)(?:log/(?:host|vm)/|host_service_logs/)`)
)

// subject is whom a file is about and whether text in it that no format knows
// may be a log.
func (l *layout) subject(name string, head []byte) (s fact.Subject, noLog bool) {
	s = SubjectOf(name)
	switch {
	case nvidiaReport.Match(head):
		return fact.Subject{Kind: fact.Host}, true
	case l.is("sosreport"):
		if s.Kind == fact.Container && s.ID == "" && !sosLog.MatchString(name) {
			s = fact.Subject{Kind: fact.Host} // var/log/dnf.log
		}
		noLog = !sosLogs.MatchString(name)
	case l.is("must-gather"), l.is("troubleshoot"), l.is("cluster-info-dump"):
		noLog = !clusterLog.MatchString(name)
	}
	if hostLogs.MatchString(name) {
		s = fact.Subject{Kind: fact.Host}
	}
	if s.Kind == fact.Host {
		s.Host = l.host
	}
	return s, noLog
}
