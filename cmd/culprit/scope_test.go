package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"culprit/engine/source/docker/dockertest"
)

// engineOf is an engine with containers: a worker and a database it names, and
// a stranger. The worker's log says that its password is wrong.
func engineOf(t *testing.T) (host string) {
	t.Helper()
	answers := map[string]string{
		"/version": `{"Version":"25.0.3","ApiVersion":"1.44"}`, "/info": `{"ID":"x","Containers":3,"Driver":"overlay2","ServerVersion":"25.0.3"}`,
		"/events": "", "/system/df": `{}`, "/networks": `[]`, "/volumes": `{}`,
	}
	var list []string
	for i, c := range []struct{ name, env, log string }{
		{"shop-worker-1", "DATABASE_URL=postgres://shop:Canary-url-2@db:5432/shop", `FATAL:  password authentication failed for user "shop"`},
		{"shop-db-1", "POSTGRES_PASSWORD=Canary-pg-8", "LOG:  database system is ready to accept connections"},
		{"other-web-1", "MODE=test", "started"},
	} {
		id := strings.Repeat(fmt.Sprint(i+1), 64)
		project, service, _ := strings.Cut(strings.TrimSuffix(c.name, "-1"), "-")
		list = append(list, fmt.Sprintf(`{"Id":%q,"Names":["/%s"],"Image":"i","State":"exited","Status":"Exited (1)"}`, id, c.name))
		answers["/containers/"+id+"/json"] = fmt.Sprintf(`{"Id":%q,"Name":"/%s","State":{"Status":"exited","ExitCode":1,"FinishedAt":"2026-11-23T22:12:25Z"},"HostConfig":{},"Config":{"Env":[%q],"Labels":{"com.docker.compose.project":%q,"com.docker.compose.service":%q}},"NetworkSettings":{"Networks":{"%s_default":{"Aliases":[%q]}}},"Mounts":[{"Type":"bind","Source":"/srv/secrets/db.txt","Destination":"/run/secrets/db"}]}`,
			id, c.name, c.env, project, service, project, service)
		answers["/containers/"+id+"/logs"] = dockertest.Frame(2, "2026-11-23T22:12:23.420373225Z "+c.log+"\n")
	}
	answers["/containers/json"] = "[" + strings.Join(list, ",") + "]"
	return dockertest.Fake(t, answers)
}

// TestScope: with a container, collect and diagnose look at it and at what it
// depends on, and say the same.
func TestScope(t *testing.T) {
	t.Setenv("DOCKER_HOST", engineOf(t))
	bundle := filepath.Join(t.TempDir(), "b.tar.gz")
	var errs bytes.Buffer
	if code := run(context.Background(), []string{"collect", "-o", bundle, "--since", "all", "--container", "worker"}, nil, io.Discard, &errs); code != exitOK {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	text := bundleText(t, bundle)
	for part, want := range map[string]bool{
		"== docker/logs/shop-worker-1.log": true, "== docker/logs/shop-db-1.log": true, "== docker/logs/other-web-1.log": false,
		"other-web-1": true, "== host/ls_srv_secrets.txt": true, `"shop-worker-1"`: true, "Canary": false,
	} {
		if strings.Contains(text, part) != want {
			t.Errorf("%s in the bundle: %v", part, !want)
		}
	}
	read := func(args ...string) (list []string) {
		var out bytes.Buffer
		run(context.Background(), append(args, "--format", "json"), nil, &out, &errs)
		r := struct {
			Diagnoses []struct {
				Cause   string
				Subject struct{ Name string }
			}
		}{}
		if err := json.Unmarshal(out.Bytes(), &r); err != nil {
			t.Fatalf("%v: %s%s", err, out.String(), errs.String())
		}
		for _, d := range r.Diagnoses {
			list = append(list, d.Cause+" "+d.Subject.Name)
		}
		if strings.Contains(out.String(), "Canary") {
			t.Errorf("%v shows a secret", args)
		}
		return list
	}
	live := read("diagnose", "--since", "all", "shop-worker-1")
	collected := read("analyze", "--container", "shop-worker-1", bundle)
	if len(live) == 0 || live[0] != "auth.wrong-password shop-worker-1" || !slices.Equal(live, collected) {
		t.Errorf("diagnose says %q, analyze of the bundle %q", live, collected)
	}

	errs.Reset()
	if code := run(context.Background(), []string{"diagnose", "shop-wroker-1"}, nil, io.Discard, &errs); code != exitUsage || !strings.Contains(errs.String(), `there is no container "shop-wroker-1"; did you mean "shop-worker-1"?`) {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

func TestSince(t *testing.T) {
	now := time.Date(2026, 11, 23, 22, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2h": now.Add(-2 * time.Hour), "7d": now.AddDate(0, 0, -7), "all": {}, "2026-11-23": time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), "2026-11-23T10:00:00+02:00": time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC),
	} {
		if got, err := sinceTime(text, now); err != nil || !got.Equal(want) {
			t.Errorf("%s: %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"yesterday", "-2h", "0s", "-1d", "d", "1.5d", "999999999d"} {
		if _, err := sinceTime(text, now); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}
