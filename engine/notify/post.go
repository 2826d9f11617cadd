package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// An address is where messages are posted to. Its path, query and password are
// often the key to a chat room: only String is ever shown.
type address struct{ url *url.URL }

// String is the host alone.
func (a address) String() string { return a.url.Host }

// maxAddress bounds a file that holds an address.
const maxAddress = 8 << 10

// parseAddress reads an address, or from @FILE the file that holds it, so that a
// token need not stand in the list of processes.
func parseAddress(text string) (address, error) {
	if file, ok := strings.CutPrefix(text, "@"); ok {
		held, err := readAddress(file)
		if err != nil {
			return address{}, fmt.Errorf("cannot read the address in %s: %w", file, errors.Unwrap(err))
		}
		text = held
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return address{}, errors.New("this is no URL; an address begins with https:// or http://") // the error would show it
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return address{}, errors.New("an address begins with https:// or http:// and a host")
	}
	u.Fragment = ""
	return address{u}, nil
}

func readAddress(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxAddress))
	return strings.TrimSpace(string(text)), err
}

// posts sends messages. A redirect is an answer and is not followed: it could
// lead a message, and the address in its Referer, to somebody else.
var posts = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// maxAnswer is how much of an answer is read, so that the connection can be used
// again. Nothing of it is shown: answers may repeat what was sent.
const maxAnswer = 64 << 10

// post sends a document. The key is that of its message: a server that knows it
// has the message already (draft-ietf-httpapi-idempotency-key-header).
func post(ctx context.Context, to *url.URL, key string, document any) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(document); err != nil {
		return &Refused{"it cannot be written as JSON: " + err.Error()}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), &body)
	if err != nil {
		return &Refused{"its address is wrong"}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "culprit")
	req.Header.Set("Idempotency-Key", strconv.Quote(key))
	answer, err := posts.Do(req)
	if err != nil {
		var shown *url.Error
		if errors.As(err, &shown) {
			err = shown.Err // without the address
		}
		return err
	}
	defer answer.Body.Close()
	io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer))
	return judge(answer)
}

func judge(answer *http.Response) error {
	code := answer.StatusCode
	words := strings.TrimSpace(fmt.Sprintf("HTTP %d %s", code, http.StatusText(code)))
	switch {
	case code >= 200 && code < 300:
		return nil
	case code >= 300 && code < 400:
		return &Refused{words + ": redirects are not followed; give the final address"}
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return &Busy{words, time.Duration(max(0, min(seconds, 3600))) * time.Second}
	case code == http.StatusRequestTimeout, code >= 500:
		return errors.New(words)
	}
	return &Refused{words}
}

// A Webhook is told each message as one JSON document.
type Webhook struct{ to address }

// NewWebhook makes the target of a URL or @FILE.
func NewWebhook(text string) (*Webhook, error) {
	to, err := parseAddress(text)
	return &Webhook{to}, err
}

// Name implements Target.
func (w *Webhook) Name() string { return "webhook " + w.to.String() }

// Send implements Target.
func (w *Webhook) Send(ctx context.Context, m Message) error {
	return post(ctx, w.to.url, m.Key, versioned{Version, m})
}

// Version of the messages of webhooks and programs. Fields may be added, never
// renamed.
const Version = 1

type versioned struct {
	Version int `json:"version"`
	Message
}
