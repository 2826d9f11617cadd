package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"culprit/engine/report"
)

// A canary is one secret of a class, as a program would write it down.
type canary struct {
	class  string
	text   string   // how it stands in a text
	secret []string // what must not be seen
}

var canaries = []canary{
	{"environment", "DB_PASSWORD=Canary-env-1", []string{"Canary-env-1"}},
	{"URL", "postgres://shop:Canary-url-2@db:5432/shop", []string{"Canary-url-2"}},
	{"bearer", "Authorization: Bearer CanaryBearer3abcdef", []string{"CanaryBearer3abcdef"}},
	{"AWS", "AKIACANARY4CANARY4CA aws_secret_access_key=Canary4/secret+access", []string{"AKIACANARY4CANARY4CA", "Canary4/secret"}},
	{"JSON", `{"user":"shop","password":"Canary-json-5","port":5432}`, []string{"Canary-json-5"}},
	{"DSN", "host=db user=shop password=Canary-dsn-6 dbname=shop", []string{"Canary-dsn-6"}},
	{"private key", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCanaryCanary77\nQ2FuYXJ5IGtleSBib2R5IG51bWJlciB0d28gb2YgdGhlIGtleSBib2R5IGxpbmVz\nQ2FuYXJ5VGFpbA==\n-----END PRIVATE KEY-----",
		[]string{"MIIEvQ", "Q2FuYXJ5IGtl", "Q2FuYXJ5VGFpbA"}},
	{"option", "app --api-token Canary-option-8 serve", []string{"Canary-option-8"}},
}

// canaryFiles are inputs of every kind with a canary of each class in it. The
// failures around make the lines evidence.
func canaryFiles(t *testing.T) map[string]string {
	t.Helper()
	const id = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	files := map[string]string{}
	var log, jsonFile, journal, events, kernel, processes strings.Builder
	env, args, labels, health := []string{}, []string{"app"}, map[string]string{}, []any{}
	processes.WriteString("USER       PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n")
	for i, c := range canaries {
		at := fmt.Sprintf("2026-11-23T22:12:%02d.420373225Z", 10+i)
		line := strings.ReplaceAll(c.text, "\n", " ")
		fmt.Fprintf(&log, "2026-11-23 22:12:%02d,419 ERROR app: cannot connect with %s\n", 10+i, c.text)
		fmt.Fprintf(&log, "2026-11-23 22:12:%02d,419 ERROR app: FATAL:  password authentication failed for user \"shop\" (%s)\n", 10+i, line)
		text, _ := json.Marshal(fmt.Sprintf("FATAL:  password authentication failed for user \"shop\" (%s)\n", line))
		fmt.Fprintf(&jsonFile, `{"log":%s,"stream":"stderr","time":%q}`+"\n", text, at)
		message, _ := json.Marshal(line + " failed: permission denied")
		fmt.Fprintf(&journal, `{"__REALTIME_TIMESTAMP":"17639359%02d000000","_SYSTEMD_UNIT":"docker.service","SYSLOG_IDENTIFIER":"dockerd","MESSAGE":%s}`+"\n", i, message)
		event, _ := json.Marshal(map[string]any{"Type": "container", "Action": "die", "Actor": map[string]any{"ID": id, "Attributes": map[string]string{"exitCode": "1", "name": "shop-app-1", "command": line}}, "timeNano": 1763935900000000000 + int64(i)})
		fmt.Fprintf(&events, "%s\n", event)
		fmt.Fprintf(&kernel, "[ 3909.15450%d] app[4242]: segfault at 0 ip 0000 sp 0000 error 4 in app %s\n[ 3909.16450%d] audit: %s\n", i, line, i, line)
		fmt.Fprintf(&processes, "root      %d  0.0  0.1  12345  6789 ?        Ss   10:00   0:00 /app %s\n", 100+i, line)
		env = append(env, fmt.Sprintf("VAR_%d=%s", i, c.text))
		args = append(args, c.text)
		labels[fmt.Sprintf("example.label.%d", i)] = c.text
		health = append(health, map[string]any{"ExitCode": 1, "Output": "check failed: " + c.text})
	}
	args = append(args, "--requirepass", "Canary-args-9")
	inspect, err := json.MarshalIndent([]any{map[string]any{
		"Id": id, "Name": "/shop-app-1",
		"State":      map[string]any{"Status": "exited", "ExitCode": 1, "Error": "start failed: " + canaries[1].text, "Health": map[string]any{"Status": "unhealthy", "FailingStreak": 3, "Log": health}},
		"HostConfig": map[string]any{"Binds": []string{"/srv:/data"}, "RestartPolicy": map[string]any{"Name": "always"}},
		"Config":     map[string]any{"Env": append(env, canaries[0].text), "Cmd": args, "Entrypoint": args, "Labels": labels, "Healthcheck": map[string]any{"Test": append([]string{"CMD"}, args...)}},
	}}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	files["logs/shop-app-1.log"] = log.String()
	files[id+"-json.log"] = jsonFile.String()
	files["journal.jsonl"] = journal.String()
	files["events.jsonl"] = events.String()
	files["dmesg.txt"] = kernel.String()
	files["ps.txt"] = processes.String()
	files["inspect.json"] = string(inspect)
	files["docker-compose.yml"] = "services:\n  app:\n    image: app\n    command: [\"app\", \"--api-token\", \"Canary-option-8\"]\n    environment:\n      DB_PASSWORD: Canary-env-1\n      DATABASE_URL: " +
		canaries[1].text + "\n      - AWS_SECRET_ACCESS_KEY=Canary4/secret+access\n"
	return files
}

// unseen asserts that a text holds no canary.
func unseen(t *testing.T, where, text string) {
	t.Helper()
	for _, c := range append(slices.Clone(canaries), canary{class: "argument", secret: []string{"Canary-args-9"}}) {
		for _, s := range c.secret {
			if i := strings.Index(text, s); i >= 0 {
				t.Errorf("%s shows the %s secret: …%s…", where, c.class, text[max(0, i-80):min(len(text), i+40)])
			}
		}
	}
}

func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCanaries: a secret of each class in every kind of input is in no output.
func TestCanaries(t *testing.T) {
	dir := t.TempDir()
	writeFiles(t, dir, canaryFiles(t))
	commands := [][]string{{"facts", "dump"}, {"why", "auth.wrong-password"}}
	for _, format := range report.FormatNames() {
		commands = append(commands, []string{"analyze", "--format", format})
	}
	for _, args := range commands {
		var out, errs bytes.Buffer
		code := run(context.Background(), append(args, dir), nil, &out, &errs)
		least := 5
		if args[0] == "why" {
			least = 1 // it shows only what proves one cause
		}
		plain := strings.ReplaceAll(out.String(), `\`, "") // Markdown escapes brackets
		if code == exitUsage || strings.Count(plain, "[secret#") < least {
			t.Errorf("%v: exit %d: %s%s", args, code, out.String(), errs.String())
		}
		unseen(t, strings.Join(args, " "), out.String()+errs.String())
	}
}

// TestWatchCanaries: what watch tells, notes and records shows none either.
func TestWatchCanaries(t *testing.T) {
	dir := t.TempDir()
	files := canaryFiles(t)
	writeFiles(t, dir, files)
	var paths []string
	for name := range files {
		paths = append(paths, filepath.Join(dir, name))
	}
	var mu sync.Mutex
	var told strings.Builder
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		io.Copy(&told, r.Body)
	}))
	defer hook.Close()
	made := t.TempDir()
	recording, file, fed := filepath.Join(made, "recording"), filepath.Join(made, "history.db"), filepath.Join(made, "fed")
	w := startWatch(t, append([]string{"--backlog", "1000000", "--notify-wait", "0s", "--record", recording, "--history", file,
		"--webhook", hook.URL, "--slack", hook.URL, "--alertmanager", hook.URL, "--exec", "sh", "--exec=-c", "--exec", "cat >>" + fed}, paths...)...)
	var events strings.Builder
	for cause := ""; cause != "auth.wrong-password"; {
		e := w.next()
		if e.Diagnosis != nil {
			cause = e.Diagnosis.Cause
		}
		fmt.Fprintf(&events, "%+v %+v\n", e, e.Diagnosis)
	}
	for _, e := range w.end() {
		fmt.Fprintf(&events, "%+v %+v\n", e, e.Diagnosis)
	}
	unseen(t, "watch", events.String()+w.errs.String())
	unseen(t, "a message", told.String())
	outputs := map[string]string{"what was told": told.String()}
	var shown bytes.Buffer
	run(t.Context(), []string{"history", "--history", file, "--since", "all", "--format", "json"}, nil, &shown, io.Discard)
	outputs["the history"] = shown.String()
	for _, name := range []string{file, fed} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		outputs[filepath.Base(name)] = string(text)
	}
	recorded := 0
	if err := filepath.WalkDir(recording, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		recorded++
		text, err := os.ReadFile(path)
		unseen(t, "the recording of "+filepath.Base(path), string(text))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for name, text := range outputs {
		unseen(t, name, text)
		if !strings.Contains(text, "[secret#") {
			t.Errorf("%s holds no secret that was hidden: %s", name, text)
		}
	}
	if recorded != len(files)+1 {
		t.Errorf("%d files are recorded", recorded)
	}
}
