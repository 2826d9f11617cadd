package history

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// Keep is how much history is kept.
type Keep struct {
	For   time.Duration
	Bytes int64
}

// DefaultKeep is a quarter of a year; 64 MiB are some 100,000 incidents.
var DefaultKeep = Keep{90 * 24 * time.Hour, 64 << 20}

// A Store is an open history. One goroutine uses it.
type Store struct {
	db   *sql.DB
	info os.FileInfo // of the file that is open
	keep Keep
}

// schema of version 1. Times are milliseconds since 1970, 0 where a log has none.
const (
	schemaVersion = 1
	schema        = `
CREATE TABLE incidents (
	id INTEGER PRIMARY KEY,
	diagnosis TEXT NOT NULL, cause TEXT NOT NULL, title TEXT NOT NULL, severity TEXT NOT NULL,
	kind TEXT NOT NULL, name TEXT NOT NULL, subject_id TEXT NOT NULL, service TEXT NOT NULL, project TEXT NOT NULL, host TEXT NOT NULL,
	peer TEXT NOT NULL, message TEXT NOT NULL, root INTEGER NOT NULL,
	first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL,
	status TEXT NOT NULL, ended_by TEXT NOT NULL, ended_at TEXT NOT NULL, noted INTEGER NOT NULL, proof TEXT NOT NULL
);
CREATE INDEX by_diagnosis ON incidents (diagnosis, first);
PRAGMA user_version = 1;`
)

// ErrDamaged is wrapped when a file can't be read as a history although it was
// one.
var ErrDamaged = errors.New("the history is damaged")

// ErrForeign is wrapped when a file is none of ours.
var ErrForeign = errors.New("this is no history of culprit")

// Open opens a history to write to, and makes it where there is none. A damaged
// one is put aside and a new one begun; aside is then the name it has now.
func Open(file string, keep Keep) (s *Store, aside string, err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, "", err
	}
	s, err = open(file, keep)
	if !errors.Is(err, ErrDamaged) {
		return s, "", err
	}
	if aside, err = putAside(file, time.Now()); err != nil {
		return nil, "", err
	}
	s, err = open(file, keep)
	return s, aside, err
}

// putAside renames a file and what SQLite put beside it.
func putAside(file string, now time.Time) (string, error) {
	aside := file + ".damaged-" + now.UTC().Format("20060102T150405.000Z")
	if err := os.Rename(file, aside); err != nil {
		return "", err
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if err := os.Rename(file+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	return aside, nil
}

var magic = []byte("SQLite format 3\x00")

// look tells what a file is before SQLite touches it: it must be ours to be
// written to, or put aside. After a loss of power files may hold zeros.
func look(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return errors.Join(ErrForeign, err)
	}
	head := make([]byte, 4096)
	n, err := io.ReadFull(f, head)
	head = head[:n]
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case n == 0, bytes.HasPrefix(head, magic):
		return nil
	case len(bytes.Trim(head, "\x00")) == 0, filepath.Ext(file) == ".db":
		return ErrDamaged
	}
	return ErrForeign
}

func open(file string, keep Keep) (*Store, error) {
	// Only its owner may read what the logs of others say. SQLite gives the files
	// beside it the same mode.
	made, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case err == nil:
		made.Close()
	case !errors.Is(err, os.ErrExist):
		return nil, err
	default:
		if err := look(file); err != nil {
			return nil, err
		}
		if err := os.Chmod(file, 0o600); err != nil {
			return nil, err
		}
	}
	db, err := connect(file, nil, "auto_vacuum(incremental)", "journal_mode(wal)", "synchronous(full)", "journal_size_limit(4194304)", "busy_timeout(5000)")
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, keep: keep}
	if err = s.prepare(); err == nil {
		s.info, err = os.Stat(file)
	}
	if err != nil {
		db.Close()
		return nil, judged(err)
	}
	return s, nil
}

// gone reports whether the file was removed or replaced while it is open.
func (s *Store) gone(file string) bool {
	info, err := os.Stat(file)
	return err != nil || !os.SameFile(info, s.info)
}

// connect opens a file as SQLite; how are further parameters of its URI.
func connect(file string, how url.Values, pragmas ...string) (*sql.DB, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	query := url.Values{"_pragma": pragmas}
	maps.Copy(query, how)
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String())
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// judged turns SQLite's words for a damaged file into ours.
func judged(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code()&0xff == lib.SQLITE_CORRUPT || e.Code()&0xff == lib.SQLITE_NOTADB) {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// prepare checks the file, makes the table, and closes what an earlier run left
// open.
func (s *Store) prepare() error {
	var state string
	if err := s.db.QueryRow("PRAGMA quick_check(1)").Scan(&state); err != nil {
		return err
	}
	if state != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, state)
	}
	has, err := version(s.db)
	switch {
	case err != nil:
		return err
	case has == 0:
		var tables int
		if err := s.db.QueryRow("SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
			return err
		}
		if tables > 0 {
			return fmt.Errorf("%w but another program's database", ErrForeign)
		}
		if _, err := s.db.Exec(schema); err != nil {
			return err
		}
	case has != schemaVersion:
		return fmt.Errorf("%w that this version knows; it has version %d, this culprit writes %d", ErrForeign, has, schemaVersion)
	}
	return s.leave()
}

func version(db *sql.DB) (v int, err error) {
	err = db.QueryRow("PRAGMA user_version").Scan(&v)
	return v, err
}

// leave marks what goes on when a run ends.
func (s *Store) leave() error {
	_, err := s.db.Exec("UPDATE incidents SET status = ? WHERE status = ?", Left, Active)
	return err
}

// Close ends a run.
func (s *Store) Close() error { return errors.Join(s.leave(), s.db.Close()) }

// Note writes incidents, all or none. Noting the same again changes nothing.
func (s *Store) Note(incidents []Incident) error {
	tx, err := s.db.Begin()
	if err != nil {
		return judged(err)
	}
	for i := range incidents {
		if err := note(tx, &incidents[i]); err != nil {
			tx.Rollback()
			return judged(err)
		}
	}
	return judged(tx.Commit())
}

func note(tx *sql.Tx, i *Incident) error {
	id, err := find(tx, i)
	if err != nil {
		return err
	}
	s := &i.Subject
	values := []any{
		i.Cause, i.Title, i.Severity, s.Kind, s.Name, s.ID, s.Service, s.Project, s.Host, i.Peer, i.Message, i.Root,
		i.Status, i.EndedBy, i.EndedAt, millis(i.Noted), i.proof, millis(i.FirstSeen), millis(i.LastSeen), i.Count,
	}
	if id == 0 {
		_, err = tx.Exec(`INSERT INTO incidents (cause, title, severity, kind, name, subject_id, service, project, host, peer, message, root,
			status, ended_by, ended_at, noted, proof, first, last, count, diagnosis) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, append(values, i.Diagnosis)...)
		return err
	}
	// The window of a watch moves on: what it no longer sees is still so.
	_, err = tx.Exec(`UPDATE incidents SET cause=?, title=?, severity=?, kind=?, name=?, subject_id=?, service=?, project=?, host=?, peer=?, message=?, root=?,
		status=?, ended_by=?, ended_at=?, noted=max(noted, ?), proof=?, first=min(first, ?), last=max(last, ?), count=max(count, ?) WHERE id=?`, append(values, id)...)
	return err
}

// find is the row of an incident: the one it overlaps with, or the one that is
// still open and goes on; 0 when it is new.
func find(tx *sql.Tx, i *Incident) (id int64, err error) {
	if i.FirstSeen.IsZero() {
		err = tx.QueryRow("SELECT id FROM incidents WHERE diagnosis = ? AND first = 0 AND (proof = ? OR status = ?) ORDER BY id DESC LIMIT 1", i.Diagnosis, i.proof, Active).Scan(&id)
	} else {
		err = tx.QueryRow("SELECT id FROM incidents WHERE diagnosis = ? AND first > 0 AND first <= ? AND last >= ? ORDER BY first DESC LIMIT 1",
			i.Diagnosis, millis(i.LastSeen), millis(i.FirstSeen)).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) && i.first {
			err = tx.QueryRow("SELECT id FROM incidents WHERE diagnosis = ? AND first > 0 AND first <= ? AND status = ? ORDER BY first DESC LIMIT 1",
				i.Diagnosis, millis(i.FirstSeen), Active).Scan(&id)
		}
	}
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// Prune lets go of what is older or more than is kept.
func (s *Store) Prune(now time.Time) error {
	if _, err := s.db.Exec("DELETE FROM incidents WHERE max(last, noted) < ?", millis(now.Add(-s.keep.For))); err != nil {
		return judged(err)
	}
	for range 20 { // each round a tenth
		var pages, free, size int64
		if err := s.db.QueryRow("SELECT (SELECT page_count FROM pragma_page_count), (SELECT freelist_count FROM pragma_freelist_count), (SELECT page_size FROM pragma_page_size)").Scan(&pages, &free, &size); err != nil {
			return judged(err)
		}
		if (pages-free)*size <= s.keep.Bytes {
			break
		}
		if _, err := s.db.Exec("DELETE FROM incidents WHERE id IN (SELECT id FROM incidents ORDER BY max(last, noted), id LIMIT (SELECT count(*)/10+1 FROM incidents))"); err != nil {
			return judged(err)
		}
	}
	rows, err := s.db.Query("PRAGMA incremental_vacuum")
	if err != nil {
		return judged(err)
	}
	defer rows.Close()
	for rows.Next() { // each step frees a page
	}
	return judged(rows.Err())
}
