//go:build unix

package child

import (
	"os/exec"
	"syscall"
)

// alone puts a program into a process group of its own: the deadline ends its
// children too, and ^C reaches culprit first.
func alone(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func kill(cmd *exec.Cmd) { syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
