package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"culprit/engine/report"
	"culprit/engine/source/child"
)

// A Program is started for each message, one at a time, with the message as
// JSON on its standard input. There is no shell, and nothing of a message is an
// argument.
type Program struct{ argv []string }

// programTakes is how long a program may run.
const programTakes = 20 * time.Second

// NewProgram makes the target of a program and its arguments: several strings,
// or one that is a JSON list of them.
func NewProgram(argv []string) (*Program, error) {
	if len(argv) == 1 && strings.HasPrefix(argv[0], "[") {
		var list []string
		if err := json.Unmarshal([]byte(argv[0]), &list); err != nil {
			return nil, errors.New("this is no JSON list of a program and its arguments")
		}
		argv = list
	}
	if len(argv) == 0 || argv[0] == "" {
		return nil, errors.New("there is no program to start")
	}
	return &Program{argv}, nil
}

// Name implements Target.
func (p *Program) Name() string { return "program " + filepath.Base(p.argv[0]) }

// Send implements Target.
func (p *Program) Send(ctx context.Context, m Message) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(versioned{Version, m}); err != nil {
		return &Refused{err.Error()}
	}
	err := child.Feed(ctx, programTakes, p.argv, b.Bytes())
	var failed *child.Failed
	if errors.As(err, &failed) && failed.Message != "" {
		return errors.New(failed.State + ": " + report.NewProof().Text(failed.Message))
	}
	return err
}
