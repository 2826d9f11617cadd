package notify

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"culprit/engine/report"
)

var at = time.Date(2026, 11, 23, 22, 12, 31, 0, time.UTC)

func example(event string) Message {
	return Message{Event: event, At: at.Add(time.Minute), Host: "web1", Story: report.Story{
		Root: report.Diagnosis{
			ID: "d1", Cause: "memory.container-limit", Title: "The container reached its memory limit", Severity: "critical", Status: "active", Root: true, Count: 4,
			Subject:   report.Subject{Kind: "container", Name: "shop_cache-1", Service: "cache", Project: "shop"},
			Message:   "killed <!channel> @here [click](https://evil.example/) & `rm`\x1b[31m *now*",
			FirstSeen: &at, LastSeen: &at,
			Findings: []report.Finding{{Rule: "r", Evidence: []report.Evidence{{Stream: "dmesg.txt", Line: 812, Text: "Killed process 4242 `x`"}}}},
			Fixes: []report.Fix{
				{Title: "Give it more", Stage: "now", Risk: "safe", Commands: []string{"docker update --memory 512m shop_cache-1"}},
				{Title: "Later", Stage: "next", Risk: "disruptive", Commands: []string{"never shown"}},
			},
			References: []string{"https://docs.docker.com/x"},
		},
		Effects: []report.Effect{{ID: "d2", Subject: report.Subject{Kind: "container", Name: "worker"}, Message: "lost its broker", Status: "active"}},
	}}
}

// A server notes what it is asked and answers with a code.
type server struct {
	*httptest.Server
	asked []string
	auth  string
	code  int
	head  map[string]string
}

func serve(t *testing.T) *server {
	s := &server{code: 200}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.asked = append(s.asked, r.Method+" "+r.URL.Path+" "+string(body))
		s.auth = r.Header.Get("Authorization")
		for k, v := range s.head {
			w.Header().Set(k, v)
		}
		w.WriteHeader(s.code)
	}))
	t.Cleanup(s.Close)
	return s
}

// TestWebhook: the message is the JSON of a report's diagnosis; the address
// may stand in a file.
func TestWebhook(t *testing.T) {
	s := serve(t)
	file := filepath.Join(t.TempDir(), "address")
	if err := os.WriteFile(file, []byte(strings.Replace(s.URL, "http://", "http://user:hunter2pass@", 1)+"/hook/T0KEN\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := NewWebhook("@" + file)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Send(t.Context(), example("opened")); err != nil {
		t.Fatal(err)
	}
	body, ok := strings.CutPrefix(s.asked[0], "POST /hook/T0KEN ")
	var m struct {
		Version int
		Event   string
		Host    string
		Root    report.Diagnosis
		Effects []report.Effect
	}
	if err := json.Unmarshal([]byte(body), &m); err != nil || !ok || m.Version != 1 || m.Event != "opened" || m.Host != "web1" || m.Root.Cause != "memory.container-limit" || len(m.Effects) != 1 {
		t.Errorf("%v %+v", err, m)
	}
	if s.auth == "" || strings.Contains(w.Name(), "TOKEN") || strings.Contains(w.Name(), "hunter2") {
		t.Errorf("%q %q", s.auth, w.Name())
	}
}

// TestSecrets: no error shows more of an address than its host, and no redirect
// is followed.
func TestSecrets(t *testing.T) {
	elsewhere, s := serve(t), serve(t)
	s.code, s.head = 307, map[string]string{"Location": elsewhere.URL}
	gone := serve(t)
	gone.Close()
	for _, text := range []string{
		s.URL + "/T0KEN", gone.URL + "/T0KEN?key=T0KEN", "http://u:T0KEN@[::1", "ftp://host/T0KEN", "T0KEN", "http://host\x7f/T0KEN", "@/nowhere/at/all",
		"http://u:T0KEN@" + strings.TrimPrefix(gone.URL, "http://"), "https://" + strings.TrimPrefix(s.URL, "http://") + "/T0KEN",
	} {
		w, err := NewWebhook(text)
		if err == nil {
			err = w.Send(t.Context(), example("opened"))
			if strings.Contains(w.Name(), "T0KEN") {
				t.Error(w.Name())
			}
		}
		if err == nil || strings.Contains(err.Error(), "T0KEN") || strings.Contains(err.Error(), "<nil>") {
			t.Errorf("%s: %v", text, err)
		}
	}
	if len(elsewhere.asked) > 0 {
		t.Error("a redirect was followed")
	}
}

// TestAnswers: what is tried again and what is not.
func TestAnswers(t *testing.T) {
	s := serve(t)
	w, err := NewWebhook(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[int]string{204: "", 302: "refused", 400: "refused", 404: "refused", 408: "again", 429: "busy 7s", 500: "again", 503: "busy 7s"} {
		s.code, s.head = code, map[string]string{"Retry-After": "7"}
		err := w.Send(t.Context(), example("opened"))
		got := "again"
		var refused *Refused
		var busy *Busy
		switch {
		case err == nil:
			got = ""
		case errors.As(err, &refused):
			got = "refused"
		case errors.As(err, &busy):
			got = "busy " + busy.Wait.String()
		}
		if got != want {
			t.Errorf("%d: %s, want %s: %v", code, got, want, err)
		}
	}
}

// TestSlack: foreign text makes no mention, link, mark or control character.
func TestSlack(t *testing.T) {
	s := serve(t)
	target, err := NewSlack(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	if err := target.Send(t.Context(), example("opened")); err != nil {
		t.Fatal(err)
	}
	var m struct{ Text string }
	if err := json.Unmarshal([]byte(strings.TrimPrefix(s.asked[0], "POST / ")), &m); err != nil {
		t.Fatal(err)
	}
	want := "*opened* critical: shop_cache-1 on web1\n" +
		"killed &lt;!channel&gt; @\u200bhere \u200b[click]\u200b(https://evil.example/) &amp; \u200b`rm\u200b`\\x1b\u200b[31m \u200b*now\u200b* [memory.container-limit], 4 times\n" +
		"• so worker: lost its broker\n" +
		"`Killed process 4242 ˋxˋ` dmesg.txt:812\n" +
		"fix now: Give it more [safe]\n```docker update --memory 512m shop_cache-1```"
	if m.Text != want {
		t.Errorf("%s\nwant\n%s", m.Text, want)
	}
	over := example("resolved")
	over.Root.Healed = &report.End{Text: "Ready to accept connections"}
	if text := slackText(over); !strings.Contains(text, "healed by: `Ready to accept connections`") || strings.Contains(text, "docker update") {
		t.Error(text)
	}
}

// TestAlertmanager: an alert lives while it is sent, ends when it is over, and
// one of another severity ends the one before.
func TestAlertmanager(t *testing.T) {
	s := serve(t)
	target, err := NewAlertmanager(s.URL + "/am/")
	if err != nil {
		t.Fatal(err)
	}
	send := func(m Message) []alert {
		t.Helper()
		if err := target.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		var alerts []alert
		if err := json.Unmarshal([]byte(strings.TrimPrefix(s.asked[len(s.asked)-1], "POST /am/api/v2/alerts ")), &alerts); err != nil {
			t.Fatal(err, s.asked)
		}
		return alerts
	}
	got := send(example("opened"))
	a := got[0]
	if len(got) != 1 || a.Labels["cause"] != "memory.container-limit" || a.Labels["subject"] != "shop_cache-1" || a.Labels["severity"] != "critical" || a.Labels["host"] != "web1" ||
		!a.StartsAt.Equal(at) || !a.EndsAt.Equal(at.Add(5*time.Minute)) || a.Annotations["effects"] != "worker: lost its broker" || a.Annotations["fix"] != "Give it more\ndocker update --memory 512m shop_cache-1" {
		t.Errorf("%+v", got)
	}
	if _, empty := a.Labels["peer"]; empty {
		t.Error("an empty label is sent")
	}
	milder := example("updated")
	milder.Root.Severity = "error"
	if got = send(milder); len(got) != 2 || got[0].Labels["severity"] != "error" || got[1].Labels["severity"] != "critical" || !got[1].EndsAt.Equal(at.Add(time.Minute)) {
		t.Errorf("%+v", got)
	}
	milder.Event = "resolved"
	if got = send(milder); len(got) != 1 || !got[0].EndsAt.Equal(at.Add(time.Minute)) || len(target.sent) != 0 {
		t.Errorf("%+v", got)
	}
}

// TestProgram: it gets the message and no shell; its failure is told safely.
func TestProgram(t *testing.T) {
	got := filepath.Join(t.TempDir(), "got")
	p, err := NewProgram([]string{`["sh", "-c", "cat >\"$0\"", "` + got + `"]`})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Send(t.Context(), example("opened")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(got)
	if err != nil || !strings.HasPrefix(string(text), `{"version":1,"event":"opened",`) {
		t.Errorf("%v %s", err, text)
	}
	p, err = NewProgram([]string{"sh", "-c", "echo 'password=hunter2secret \033[31m' >&2; exit 3"})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Send(t.Context(), example("opened")); err == nil || strings.Contains(err.Error(), "hunter2secret") || strings.Contains(err.Error(), "\x1b") || !strings.HasPrefix(err.Error(), "exit status 3: ") {
		t.Error(err)
	}
	for _, bad := range [][]string{{""}, {}, {"[1]"}, {"[]"}} {
		if _, err := NewProgram(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
