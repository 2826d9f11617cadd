package notify

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A door notes the keys of the messages that come to it.
type door struct{ keys []string }

func (*door) Name() string { return "door" }

func (d *door) Send(_ context.Context, m Message) error {
	d.keys = append(d.keys, m.Key)
	return nil
}

// TestKept: a notifier that was killed is followed by one that sends what was not
// sent, with the key that it would have had, and nothing again, whether the state
// knows of a delivery or only the journal.
func TestKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var journal []Delivery
		opts := Options{Wait: time.Second, Every: time.Hour, Sender: "s", Keep: func(d Delivery) {
			mu.Lock()
			defer mu.Unlock()
			journal = append(journal, d)
		}}
		first := &door{}
		n := begun(first, opts)
		n.Tell(storyOf("told", ""), Active, time.Now())
		time.Sleep(2 * time.Second)
		n.Tell(storyOf("unsaid", ""), Active, time.Now())
		n.Tell(storyOf("late", ""), Active, time.Now())
		data, err := json.Marshal(n.State())
		if err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		journal = nil
		mu.Unlock()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		n.cancel()
		if want := []string{"s-told-1-opened", "s-unsaid-1-opened", "s-late-1-opened"}; !slices.Equal(first.keys, want) {
			t.Fatalf("%q", first.keys)
		}
		var state State
		if err := json.Unmarshal(data, &state); err != nil {
			t.Fatal(err)
		}
		second := &door{}
		n = New(second, opts)
		n.Restore(state, slices.DeleteFunc(slices.Clone(journal), func(d Delivery) bool { return d.Story.Root.ID != "late" }))
		n.Begin()
		n.Tell(storyOf("late", ""), Active, time.Now()) // follows again
		n.Adopt(storyOf("told", ""), time.Now())
		n.Adopt(storyOf("new", ""), time.Now())
		time.Sleep(2 * time.Hour)
		n.Tell(storyOf("told", ""), Resolved, time.Now())
		time.Sleep(time.Second)
		synctest.Wait()
		if want := []string{"s-unsaid-1-opened", "s-new-1-opened", "s-told-2-resolved"}; !slices.Equal(second.keys, want) {
			t.Errorf("%q", second.keys)
		}
		n.Close(t.Context())
	})
}
