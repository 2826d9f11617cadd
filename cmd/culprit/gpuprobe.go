package main

import (
	"os"

	"github.com/spf13/cobra"

	"culprit/engine/source/nvml"
)

// gpuProbeCommand is what culprit runs itself as, to ask NVML in a process that
// may hang or crash.
func gpuProbeCommand(c *console) *cobra.Command {
	return &cobra.Command{
		Use: "gpu-probe", Short: "Print what NVML says of the GPUs as JSON lines", Args: cobra.NoArgs, Hidden: true,
		RunE: func(*cobra.Command, []string) error {
			if err := nvml.Probe(c.out); err != nil {
				return unreadable(err, "")
			}
			return nil
		},
	}
}

// probe is the source of GPUs whose child is this program.
func probe() *nvml.Source {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	return nvml.Open(self, "gpu-probe")
}
