// Package parsers holds the one list of formats culprit reads and splits a
// stream into blocks of them. Each format is a folder below this one.
package parsers

import (
	"culprit/engine/fact"
	"culprit/parsers/absent"
	"culprit/parsers/celery"
	"culprit/parsers/certificates"
	"culprit/parsers/cgroup"
	"culprit/parsers/compose"
	"culprit/parsers/containerlog"
	"culprit/parsers/df"
	"culprit/parsers/dockerevents"
	"culprit/parsers/dockerinfo"
	"culprit/parsers/dockerobjects"
	"culprit/parsers/dockerps"
	"culprit/parsers/dockerstats"
	"culprit/parsers/files"
	"culprit/parsers/firewall"
	"culprit/parsers/free"
	"culprit/parsers/hostinfo"
	"culprit/parsers/inspect"
	"culprit/parsers/kernel"
	"culprit/parsers/kubernetes"
	"culprit/parsers/manifest"
	"culprit/parsers/network"
	"culprit/parsers/nvidiasmi"
	"culprit/parsers/nvml"
	"culprit/parsers/probes"
	"culprit/parsers/processes"
	"culprit/parsers/prometheus"
	"culprit/parsers/redisinfo"
	"culprit/parsers/section"
	"culprit/parsers/settings"
	"culprit/parsers/sockets"
	"culprit/parsers/systemd"
	"culprit/parsers/timedatectl"
	"culprit/parsers/troubleshoot"
)

// A Parser turns the blocks of one format into facts. Implementations keep no
// state between calls and may be used from several goroutines.
type Parser interface {
	// Name is the format's name in coverage: "inspect", "kernel".
	Name() string

	// Sniff reports whether a block of this format begins at head, which holds
	// up to section.HeadLength bytes from a line start. It must be cheap and narrow:
	// it is asked at the start of a stream and, in a paste, at each line.
	Sniff(head []byte) bool

	// Parse consumes the lines of one block and emits its facts in order. It
	// returns at the first line that is not its own, which it leaves unread
	// (Reader.PeekLine), and consumes at least one line. Lines it owns but
	// can't read are reported with Reader.Skip; an error is only for a stream
	// that can't go on. Facts it emits need no Subject.Host and no Subject
	// where the stream's is meant (Context.Subject).
	Parse(r *section.Reader, emit func(fact.Fact)) error
}

// All lists the formats. Order matters: the first whose Sniff accepts a block
// reads it, so the narrow formats stand first and the log parser, which takes
// any text, stands last.
var All = []Parser{
	kubernetes.Parser{},
	compose.Parser{},
	manifest.Parser{},
	dockerps.Parser{}, // its JSON may hold what inspect goes by
	dockerstats.Parser{},
	dockerinfo.Parser{},
	dockerobjects.Parser{},
	nvml.Parser{},
	inspect.Parser{},
	dockerevents.Parser{},
	kernel.Parser{},
	cgroup.Parser{},
	prometheus.Parser{},
	df.Parser{},
	free.Parser{},
	nvidiasmi.Parser{},
	hostinfo.Parser{},
	systemd.Parser{},
	timedatectl.Parser{},
	sockets.Parser{},
	processes.Parser{},
	network.Parser{},
	settings.Parser{},
	firewall.Parser{},
	files.Parser{},
	redisinfo.Parser{},
	troubleshoot.Parser{},
	celery.Parser{},
	certificates.Parser{},
	probes.Parser{},
	absent.Parser{},
	containerlog.Parser{},
}
