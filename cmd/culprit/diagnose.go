package main

import (
	"github.com/spf13/cobra"

	"culprit/engine"
)

func diagnoseCommand(c *console) *cobra.Command {
	var o analysis
	var live liveOptions
	cmd := &cobra.Command{
		Use:   "diagnose [CONTAINER…]",
		Short: "Name the root causes on this server, now",
		Long: "Reads what the Docker engine, the kernel and the host say at this moment and\n" +
			"reports the root causes of what fails. It only reads: nothing is changed. With\n" +
			"containers, it looks at them and at all they depend on. What it may not read\n" +
			"(without root, without Docker) is named in the report.",
		Example: "  culprit diagnose\n  culprit diagnose --since 2h worker",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			live.boxes = args
			s, err := c.server(cmd.Context(), live)
			if err != nil {
				return err
			}
			defer s.close()
			o.boxes = s.named
			if err := c.judge(o, func(set *engine.RuleSet) (*input, error) { return c.ingest(cmd.Context(), s.sources, interestOf(set)) }); err != nil {
				return err
			}
			return s.blind // "nothing wrong found" by one who may not look is no success
		},
	}
	o.flags(cmd.Flags())
	live.flags(cmd.Flags())
	return cmd
}
