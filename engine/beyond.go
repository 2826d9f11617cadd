package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unique"

	"culprit/engine/condition"
	"culprit/engine/fact"
)

// collectBefore is how much of a peer's log before it was lost tells why.
const collectBefore = 5 * time.Minute

// Beyond says of a root that points to its peer what is known of that peer:
// often the cause lies in something that was not captured.
type Beyond struct {
	Peer     fact.Subject
	Captured bool           // the peer's own state or log is in the input
	Lost     []*Diagnosis   // roots of clients that lost it, this one among them
	Kept     []fact.Subject // clients that use it too and did not lose it while their logs went on
	Since    fact.Time      // when the first client lost it
	Text     string
	Collect  [][]string // commands that would tell more, as argument vectors
}

// lookBeyond finds the roots whose cause lies in a peer that no diagnosis is
// about, and says what the input tells of it.
func (r *run) lookBeyond(diagnoses []*Diagnosis) {
	byPeer := make(map[who][]*Diagnosis, len(diagnoses))
	explained := map[who]bool{}
	failing := make(map[[2]who]bool, len(diagnoses)) // peer and client that has any trouble that names it
	for _, d := range diagnoses {
		if !d.Cause.LiesInPeer {
			explained[d.on] = true
		}
		if d.with == nobody || d.with == d.on {
			continue
		}
		failing[[2]who{d.with, d.on}] = true
		if d.Root() && d.Cause.LiesInPeer && d.Status == StatusActive {
			byPeer[d.with] = append(byPeer[d.with], d)
		}
	}
	for lostPeer, lost := range byPeer {
		if explained[lostPeer] {
			continue
		}
		peer := lostPeer.Value()
		b := &Beyond{Peer: peer, Lost: lost, Captured: r.captured(peer)}
		slices.SortFunc(lost, func(a, b *Diagnosis) int { return cmp.Or(compareTimes(a, b), strings.Compare(a.ID, b.ID)) })
		for _, d := range lost {
			b.Since = earlier(b.Since, d.First)
		}
		for _, s := range r.graph.Clients(peer) {
			if !failing[[2]who{lostPeer, unique.Make(s)}] && slices.ContainsFunc(lost, func(d *Diagnosis) bool { return r.watched(s, d, 0) }) {
				b.Kept = append(b.Kept, s)
			}
		}
		r.tell(b)
		for _, d := range lost {
			d.Beyond = b
		}
	}
}

// captured reports whether the input holds the state or the log of a subject.
func (r *run) captured(s fact.Subject) bool {
	w := unique.Make(s)
	return len(r.spans[s]) > 0 || len(r.facts.about("container.state", w))+len(r.facts.about("container.summary", w)) > 0 && slices.Contains(r.graph.Containers(), s)
}

// tell puts it into words.
func (r *run) tell(b *Beyond) {
	var names []string
	for _, d := range b.Lost {
		names = append(names, d.Subject.Label())
	}
	slices.Sort(names)
	names = slices.Compact(names)
	who, peer := list(names), b.Peer.Label()
	since := ""
	if b.Since.Known() {
		since = " from " + b.Since.At.UTC().Format("15:04:05Z") + " on"
	}
	host, _, _ := strings.Cut(peer, ":")
	unknownName := b.Peer.Kind == fact.Endpoint && !slices.ContainsFunc(b.Lost, func(d *Diagnosis) bool { return d.Cause.ID != "dependency.dns" })
	switch {
	case b.Peer.Kind == fact.Endpoint && loopback(host) && b.Lost[0].Subject.Kind == fact.Container:
		b.Text = fmt.Sprintf("inside a container %s is the container itself: nothing in %s listens there", host, who)
		return
	case unknownName && r.graph.Inventory() && !strings.Contains(host, "."):
		b.Text = fmt.Sprintf("no captured container is called %s%s", host, condition.DidYouMean(host, r.graph.Aliases()))
		return
	case len(b.Kept) > 0:
		kept := make([]string, len(b.Kept))
		for i, s := range b.Kept {
			kept[i] = s.Label()
		}
		b.Text = fmt.Sprintf("%s did not lose %s meanwhile: look at the settings and the network of %s first", list(kept), peer, who)
		return
	case b.Captured:
		b.Text = fmt.Sprintf("nothing captured of %s tells why %s lost it%s", peer, who, since)
	case len(names) > 1:
		b.Text = fmt.Sprintf("%s was not captured; %s lost it%s, so the cause lies there", peer, who, since)
	default:
		b.Text = fmt.Sprintf("%s was not captured; %s lost it%s, and why is not in the input", peer, who, since)
	}
	if b.Peer.Kind == fact.Container || !strings.Contains(host, ".") {
		logs := []string{"docker", "logs", "-t"}
		if b.Since.Known() {
			logs = append(logs, "--since", b.Since.Earliest().Add(-collectBefore).UTC().Format(time.RFC3339))
		}
		b.Collect = [][]string{append(logs, host), {"docker", "inspect", host}}
	}
}

func loopback(host string) bool {
	return host == "localhost" || host == "[" || strings.HasPrefix(host, "127.")
}
