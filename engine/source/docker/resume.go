package docker

import (
	"encoding/json"
	"strings"
	"time"

	"culprit/engine/source"
)

// A resumption is where the log of a container was read up to by an earlier
// run. As a cursor it is its id, how it was read, and the place.
type resumption struct {
	stream string
	id     string
	api    bool // through the API; the cursor is a logCursor, else that of a file
	cursor string
}

// A logCursor is the form of a mark.
type logCursor struct {
	Since time.Time      `json:"since"`
	Lines map[uint64]int `json:"lines"`
}

// String is its form as a cursor.
func (r resumption) String() string {
	how := "file"
	if r.api {
		how = "api"
	}
	return r.id + " " + how + " " + r.cursor
}

// removed is the cursor of a log whose container is no more.
const removed = "removed"

// resumptions are the logs that an earlier run read, by the id of the container.
func resumptions(from source.Cursors) map[string]resumption {
	logs := map[string]resumption{}
	for stream, cursor := range from {
		parts := strings.SplitN(cursor, " ", 3)
		if strings.HasPrefix(stream, logFolder) && len(parts) == 3 {
			logs[parts[0]] = resumption{stream, parts[0], parts[1] == "api", parts[2]}
		}
	}
	return logs
}

// forget says of the logs of an earlier run whose containers are not there any
// more that they have an end.
func (f *following) forget(there map[string]bool) {
	for id, r := range f.resume {
		if !there[id] {
			f.emit(source.Piece{Stream: r.stream, Cursor: removed, Gap: &source.Gap{Stream: r.stream, Reason: "its container was removed while nobody watched; what it wrote after the line read last is gone"}})
		}
	}
}

// resume takes the mark of an earlier run.
func (m *mark) resume(r resumption) bool {
	var c logCursor
	if !r.api || json.Unmarshal([]byte(r.cursor), &c) != nil {
		return false
	}
	m.since, m.lines = c.Since, c.Lines
	return true
}

func (m *mark) cursor(id string) string {
	text, _ := json.Marshal(logCursor{m.since, m.lines}) // all of it has a form
	return resumption{id: id, api: true, cursor: string(text)}.String()
}
