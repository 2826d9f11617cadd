package main

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"culprit/engine/report"
)

// A receiver counts messages by their keys. It takes its time before it notes one
// and before it answers.
type receiver struct {
	mu   sync.Mutex
	keys map[string]int
	told map[string]map[string]map[string]bool // by root, by event: keys
}

func (r *receiver) ServeHTTP(_ http.ResponseWriter, req *http.Request) {
	var m struct {
		Key   string `json:"idempotency_key"`
		Event string
		Root  report.Diagnosis
	}
	if err := json.NewDecoder(req.Body).Decode(&m); err != nil {
		return // its sender was killed meanwhile
	}
	time.Sleep(time.Duration(rand.IntN(5)) * time.Millisecond)
	r.mu.Lock()
	if req.Header.Get("Idempotency-Key") != strconv.Quote(m.Key) {
		m.Key = "none"
	}
	r.keys[m.Key]++
	if r.told[m.Root.ID] == nil {
		r.told[m.Root.ID] = map[string]map[string]bool{}
	}
	if r.told[m.Root.ID][m.Event] == nil {
		r.told[m.Root.ID][m.Event] = map[string]bool{}
	}
	r.told[m.Root.ID][m.Event][m.Key] = true
	r.mu.Unlock()
	time.Sleep(time.Duration(rand.IntN(5)) * time.Millisecond)
}

// TestWatchKilledMessages: killed at any points, watch tells of each root once. A
// message comes twice only where its answer was not seen, once for each kill at
// most, and then with the key that it had.
func TestWatchKilledMessages(t *testing.T) {
	kills := 4
	if n, err := strconv.Atoi(os.Getenv("CULPRIT_KILLS")); err == nil {
		kills = n
	}
	for _, events := range []string{"events.jsonl", ""} {
		t.Run("-o "+events, func(t *testing.T) {
			r := &receiver{keys: map[string]int{}, told: map[string]map[string]map[string]bool{}}
			server := httptest.NewServer(r)
			defer server.Close()
			work := t.TempDir()
			v := newVictim(t, work, events)
			v.plain = true
			tick := time.NewTicker(time.Millisecond)
			defer tick.Stop()
			options := []string{"--webhook", server.URL, "--notify-wait", "0s", "--notify-severity", "info"}
			for kill := range kills {
				cmd := v.start(io.Discard, options...)
				for kill == 0 && !v.looked() {
					<-tick.C
				}
				death := time.NewTimer(time.Second + time.Duration(v.r.IntN(2000))*time.Millisecond)
				for alive := true; alive; {
					select {
					case <-death.C:
						alive = kill == 0 && !exists(filepath.Join(v.dir, "state", "watch.state.1")) // the first places are known
						death.Reset(50 * time.Millisecond)
					case <-tick.C:
						for range 8 {
							v.line()
						}
					}
				}
				cmd.Process.Kill()
				cmd.Wait()
			}
			for v.written%1000 != 0 {
				v.line()
			}
			var stderr bytes.Buffer
			cmd := v.start(&stderr, options...)
			want := map[string]string{}
			for _, d := range v.report(filepath.Join(work, "app.log")).Diagnoses {
				if d.Root {
					want[d.ID] = d.Message
				}
			}
			missing := func() (list []string) {
				r.mu.Lock()
				defer r.mu.Unlock()
				for id, message := range want {
					if len(r.told[id]["opened"]) == 0 {
						list = append(list, message)
					}
				}
				return list
			}
			for deadline := time.Now().Add(time.Minute); len(missing()) > 0 && time.Now().Before(deadline); {
				<-tick.C
			}
			cmd.Process.Signal(os.Interrupt)
			if err := cmd.Wait(); err != nil {
				t.Error(err, stderr.String())
			}
			if list := missing(); len(list) > 0 || len(want) == 0 {
				t.Errorf("%d of %d roots were not told: %q", len(list), len(want), list)
			}
			twice := 0
			for key, n := range r.keys {
				twice += n - 1
				if key == "none" || n > 1+kills {
					t.Errorf("%s came %d times", key, n)
				}
			}
			if twice > kills {
				t.Errorf("%d messages came again after %d kills", twice, kills)
			}
			for id, of := range r.told {
				if len(of["opened"]) > 1 {
					t.Errorf("%s was told to open with %d keys", want[id], len(of["opened"]))
				}
			}
			t.Logf("%d kills in %d lines, %d roots, %d messages, %d came again", kills, v.written, len(want), len(r.keys), twice)
		})
	}
}
