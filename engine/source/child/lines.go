package child

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"time"
)

// MaxLine bounds a line of Lines; a longer one is handed out without its end.
const MaxLine = 4 << 20

// Lines runs a program that goes on printing and hands out its lines, with
// their ends, until it ends or ctx does. What it prints on its other output
// becomes the message of a *Failed.
func Lines(ctx context.Context, argv []string, line func([]byte)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	program, err := find(argv[0])
	if err != nil {
		return err
	}
	cmd := exec.Command(program, argv[1:]...)
	cmd.Args[0] = argv[0]
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC", "SYSTEMD_COLORS=0")
	messages := &limited{}
	cmd.Stderr = messages
	cmd.WaitDelay = time.Second
	alone(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { kill(cmd) })()
	in := bufio.NewReaderSize(out, 64<<10)
	var long []byte
	for {
		part, err := in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			if len(long) < MaxLine {
				long = append(long, part...)
			}
			continue
		}
		if len(long) > 0 {
			part = append(long, part...)
			long = long[:0]
		}
		if len(part) > 0 && (err == nil || ctx.Err() == nil) {
			line(part)
		}
		if err != nil {
			break
		}
	}
	cmd.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	text, _, _ := messages.taken()
	message, _, _ := bytes.Cut(bytes.TrimSpace(text), []byte("\n"))
	return &Failed{cmd.ProcessState.String(), string(message[:min(len(message), 300)])}
}
