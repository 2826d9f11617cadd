package fact

// LogLine is one record of a log: a line, or the lines of one traceback.
type LogLine struct {
	Message string            `expr:"message" doc:"the record without its time stamp and level prefix where those were recognised; lines of a joined record are separated by \\n"`
	Level   string            `expr:"level" doc:"trace, debug, info, warning, error, fatal; empty when the record has none"`
	Stream  string            `expr:"stream" doc:"stdout or stderr; empty when unknown"`
	Logger  string            `expr:"logger" doc:"the name the program gives to the part that logs, such as celery.worker"`
	Fields  map[string]string `expr:"fields" doc:"the keys of a structured (JSON, logfmt) record, values as text"`
	Lines   int               `expr:"lines" doc:"how many lines the record has"`

	// Scattered: lines of other writers stand between the record's own, so that
	// the place of a line inside it can't be told from its first line.
	Scattered bool
}

// Record is what was printed, of any kind of fact. Rules that look for words
// alone and don't care who says them use it; its text is the record as printed,
// with time and level.
type Record struct {
	Level string `expr:"level" doc:"trace, debug, info, warning, error, fatal; empty when the record has none"`
	Kind  string `expr:"kind" doc:"the kind of fact it is besides: log.line, kernel.oom_kill, …"`
}

// SourceGap says that part of a stream was not read.
type SourceGap struct {
	Stream  string `expr:"stream" doc:"the stream it concerns; empty when that is the fact's own"`
	Reason  string `expr:"reason" doc:"why: truncated, rotated, dropped, unreadable, limit"`
	Bytes   int64  `expr:"bytes" doc:"bytes known to be lost; 0 when unknown"`
	Records int64  `expr:"records" doc:"records known to be lost; 0 when unknown"`
}
