package child

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"time"
)

// Feed runs a program with input on its standard input. An error is a *Failed
// when the program itself failed; what it prints is only kept for that.
func Feed(ctx context.Context, limit time.Duration, argv []string, input []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	program, err := find(argv[0])
	if err != nil {
		return err
	}
	cmd := exec.Command(program, argv[1:]...)
	cmd.Stdin = bytes.NewReader(input)
	out := &limited{}
	cmd.Stderr = out
	err = wait(ctx, limit, cmd)
	text, _, _ := out.taken()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return &Failed{failed.ProcessState.String(), firstLine(text)}
	}
	return err
}

func firstLine(text []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(text), []byte("\n"))
	return string(line[:min(len(line), 300)])
}
