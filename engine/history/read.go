package history

import (
	"database/sql"
	"errors"
	"net/url"
	"os"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"culprit/engine/report"
)

// Read reads the incidents of a history that were there since a time, by
// subject, cause and time. The file is not changed; a watch may write to it.
func Read(file string, since time.Time) ([]Incident, error) {
	if err := look(file); err != nil {
		return nil, err
	}
	list, err := readAs(file, since, nil)
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_READONLY || e.Code()&0xff == lib.SQLITE_CANTOPEN) {
		// SQLite wants to write beside the file. Where that may not be, the file
		// is a copy, whole unless a log of changes lies beside it.
		if info, missing := os.Stat(file + "-wal"); missing != nil || info.Size() == 0 {
			list, err = readAs(file, since, url.Values{"immutable": {"1"}})
		}
	}
	return list, judged(err)
}

func readAs(file string, since time.Time, how url.Values) ([]Incident, error) {
	db, err := connect(file, how, "query_only(1)", "busy_timeout(5000)")
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if v, err := version(db); err != nil {
		return nil, err
	} else if v != schemaVersion {
		return nil, ErrForeign
	}
	return read(db, since)
}

func read(db *sql.DB, since time.Time) (list []Incident, err error) {
	rows, err := db.Query(`SELECT diagnosis, cause, title, severity, kind, name, subject_id, service, project, host, peer, message, root,
		first, last, count, status, ended_by, ended_at, noted, proof FROM incidents WHERE max(last, CASE WHEN last = 0 THEN noted ELSE 0 END) >= ?`, millis(since))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i Incident
		s := &report.Subject{}
		var first, last, noted int64
		if err := rows.Scan(&i.Diagnosis, &i.Cause, &i.Title, &i.Severity, &s.Kind, &s.Name, &s.ID, &s.Service, &s.Project, &s.Host, &i.Peer, &i.Message, &i.Root,
			&first, &last, &i.Count, &i.Status, &i.EndedBy, &i.EndedAt, &noted, &i.proof); err != nil {
			return nil, err
		}
		i.Subject, i.FirstSeen, i.LastSeen, i.Noted = *s, moment(first), moment(last), moment(noted)
		list = append(list, i)
	}
	return list, rows.Err()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
