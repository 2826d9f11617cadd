package redact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A place is where a string stands in a document.
type place struct {
	key  string // of the innermost object
	last string // the string before it in its list; "" for the first
	list bool   // it stands in a list
	env  bool   // the list is one of NAME=value variables
}

// field hides what is secret of a string at a place.
func (r *Redactor) field(at place, s string) string {
	switch {
	case s == "" || harmless(s):
		return s
	case at.env:
		name, value, set := strings.Cut(s, "=")
		if !set {
			return s
		}
		return name + "=" + r.Variable(name, value)
	case at.list && strings.HasPrefix(at.last, "-") && !strings.Contains(at.last, "=") && !strings.HasPrefix(s, "-") && SecretName(at.last):
		return r.token(s, true) // ["redis-server", "--requirepass", "…"]
	case SecretName(at.key) && !at.list:
		if strings.HasPrefix(s, "/") && !strings.ContainsAny(s, " \n") {
			return s // a place of a secret, such as {"Target": …, "secret": "/run/secrets/db"}
		}
		return r.token(s, true)
	}
	return r.Text(s)
}

// variables are the keys of lists of environment variables.
func variables(key string) bool { return key == "Env" || key == "env" || key == "Environment" }

// Value hides the secrets in a decoded JSON value. It changes maps and lists in
// place and returns what stands for v.
func (r *Redactor) Value(v any) any { return r.value(place{}, v) }

func (r *Redactor) value(at place, v any) any {
	switch x := v.(type) {
	case string:
		return r.field(at, x)
	case map[string]any:
		for k, inner := range x {
			x[k] = r.value(place{key: k}, inner)
		}
	case map[string]string:
		for k, inner := range x {
			x[k] = r.field(place{key: k}, inner)
		}
	case []any:
		last := ""
		for i, inner := range x {
			s, _ := inner.(string)
			x[i] = r.value(place{key: at.key, last: last, list: true, env: variables(at.key)}, inner)
			last = s
		}
	}
	return v
}

// JSON hides the secrets in a document, which may be several values one after
// the other. Keys keep their order; the result is indented when indent is not
// empty, else each value is one line.
func (r *Redactor) JSON(w io.Writer, doc io.Reader, indent string) error {
	d := json.NewDecoder(doc)
	d.UseNumber()
	var b bytes.Buffer
	for {
		b.Reset()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = r.copyJSON(&b, d, token, place{})
		}
		if err != nil {
			return fmt.Errorf("damaged JSON after %d bytes: %w", d.InputOffset(), err)
		}
		if indent != "" {
			var pretty bytes.Buffer
			if err := json.Indent(&pretty, b.Bytes(), "", indent); err != nil {
				return err
			}
			b = pretty
		}
		b.WriteByte('\n')
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
	}
}

// copyJSON writes the value that begins with token. encoding/json refuses
// documents nested deeper than 10,000, which bounds the recursion.
func (r *Redactor) copyJSON(b *bytes.Buffer, d *json.Decoder, token json.Token, at place) error {
	switch t := token.(type) {
	case json.Delim:
		b.WriteByte(byte(t))
		last := ""
		for i := 0; d.More(); i++ {
			if i > 0 {
				b.WriteByte(',')
			}
			inner := place{key: at.key, last: last, list: true, env: variables(at.key)}
			next, err := d.Token()
			if err != nil {
				return err
			}
			if t == '{' {
				key, _ := next.(string)
				inner = place{key: key}
				writeJSON(b, key)
				b.WriteByte(':')
				if next, err = d.Token(); err != nil {
					return err
				}
			}
			last, _ = next.(string)
			if err := r.copyJSON(b, d, next, inner); err != nil {
				return err
			}
		}
		end, err := d.Token()
		if err != nil {
			return err
		}
		b.WriteByte(byte(end.(json.Delim)))
	case string:
		writeJSON(b, r.field(at, t))
	default:
		writeJSON(b, t)
	}
	return nil
}

func writeJSON(b *bytes.Buffer, v any) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		b.WriteString("null")
		return
	}
	b.Truncate(b.Len() - 1) // Encode ends with a line end
}
