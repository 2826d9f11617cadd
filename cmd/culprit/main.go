// Command culprit tells why containers on a server fail.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// alone says that the process is culprit's own, whose priority it may change.
var alone bool

func main() {
	alone = true
	paceGarbage()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// commands lists the commands; adding one is a file and a row.
var commands = []func(*console) *cobra.Command{
	analyzeCommand,
	diagnoseCommand,
	watchCommand,
	historyCommand,
	collectCommand,
	gpuProbeCommand,
	whyCommand,
	diffCommand,
	factsCommand,
	rulesCommand,
	lspCommand,
	versionCommand,
}

// run runs the program and returns its exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &console{in: stdin, out: stdout, err: stderr}
	root := &cobra.Command{
		Use:   "culprit",
		Short: "Tell why containers on a server fail",
		Long: "culprit reads what a system wrote down about a failure (container logs, docker\n" +
			"inspect, kernel messages, nvidia-smi and more) and names the root cause, what\n" +
			"it brought about, the proof with file and line, and what to type.\n\n" +
			"Exit codes: 0 nothing at or above --fail-on, 1 something, 2 wrong usage,\n" +
			"3 the input could not be read, or only in part.",
		SilenceErrors: true, SilenceUsage: true,
	}
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err) })
	for _, command := range commands {
		root.AddCommand(command(c))
	}
	err := root.ExecuteContext(ctx)
	var e *exit
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &e):
		c.complain(e)
		return e.code
	default:
		c.complain(usage(err))
		return exitUsage
	}
}
