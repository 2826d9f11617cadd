package notify

import (
	"context"
	"fmt"
	"strings"

	"culprit/engine/report"
)

// Slack is told each message as text, as Slack's incoming webhooks take it.
// Mattermost, Rocket.Chat and others take the same.
type Slack struct{ to address }

// NewSlack makes the target of a URL or @FILE.
func NewSlack(text string) (*Slack, error) {
	to, err := parseAddress(text)
	return &Slack{to}, err
}

// Name implements Target.
func (s *Slack) Name() string { return "Slack at " + s.to.String() }

// Send implements Target.
func (s *Slack) Send(ctx context.Context, m Message) error {
	return post(ctx, s.to.url, m.Key, struct {
		Text        string `json:"text"`
		Markdown    bool   `json:"mrkdwn"`
		UnfurlLinks bool   `json:"unfurl_links"` // a link of a log line is not fetched
		UnfurlMedia bool   `json:"unfurl_media"`
	}{slackText(m), true, false, false})
}

// Limits of what people read in a chat.
const (
	maxShownEffects = 5
	maxShownText    = 300
)

func slackText(m Message) string {
	var b strings.Builder
	d := &m.Root
	fmt.Fprintf(&b, "*%s* %s: %s", m.Event, d.Severity, plain(d.Subject.Label()))
	if m.Host != "" {
		fmt.Fprintf(&b, " on %s", plain(m.Host))
	}
	fmt.Fprintf(&b, "\n%s", plain(cut(d.Message)))
	if d.Message == "" {
		b.WriteString(plain(d.Title))
	}
	fmt.Fprintf(&b, " [%s]", plain(d.Cause))
	if d.Count > 1 {
		fmt.Fprintf(&b, ", %d times", d.Count)
	}
	if m.Returns > 0 {
		fmt.Fprintf(&b, ", came back %d times since the last message", m.Returns)
	}
	if h := d.Healed; h != nil && h.Text != "" {
		fmt.Fprintf(&b, "\nhealed by: `%s`", code(cut(h.Text)))
	}
	for i, e := range m.Effects {
		if i == maxShownEffects {
			fmt.Fprintf(&b, "\nand %d more", len(m.Effects)-i+m.More)
			break
		}
		over := ""
		if e.Status == "resolved" {
			over = ", over"
		}
		fmt.Fprintf(&b, "\n• so %s: %s%s", plain(e.Subject.Label()), plain(cut(e.Message)), over)
	}
	if !m.Over() {
		proof(&b, d)
		for _, f := range d.Fixes {
			if f.Stage == "now" {
				fmt.Fprintf(&b, "\nfix now: %s [%s]", plain(f.Title), f.Risk)
				for _, c := range f.Commands {
					fmt.Fprintf(&b, "\n```%s```", code(c))
				}
				break
			}
		}
	}
	return b.String()
}

// proof is the last line of the strongest finding.
func proof(b *strings.Builder, d *report.Diagnosis) {
	if len(d.Findings) == 0 || len(d.Findings[0].Evidence) == 0 {
		return
	}
	all := d.Findings[0].Evidence
	e := all[len(all)-1]
	fmt.Fprintf(b, "\n`%s` %s:%d", code(cut(e.Text)), plain(e.Stream), e.Line)
}

func cut(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > maxShownText {
		return string(runes[:maxShownText]) + "…"
	}
	return s
}

// entities are the only characters that Slack wants escaped; a mention or link
// (<!channel>, <https://…|text>) can't be made without them.
var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// unmarked takes away the meaning of what mrkdwn and its relatives have no escape
// for: an invisible space keeps them from being marks, links, or a mention of
// everybody. Names with _ stay as they are: they are copied, and at worst slanted.
var unmarked = strings.NewReplacer("*", "\u200b*", "`", "\u200b`", "@", "@\u200b", "[", "\u200b[", "](", "]\u200b(")

// plain is foreign text in a message.
func plain(s string) string { return entities.Replace(unmarked.Replace(report.Safe(s))) }

// code is foreign text between backticks, as far as it can be copied.
func code(s string) string { return entities.Replace(strings.ReplaceAll(report.Safe(s), "`", "ˋ")) }
