package rulefile

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Format writes a rule file in the one layout: hclwrite's indentation and
// alignment, comments and heredocs kept. Formatting twice changes nothing more.
// A file that does not parse is not touched.
func Format(src []byte, name string) ([]byte, hcl.Diagnostics) {
	if _, _, diags := parse(src, name); diags.HasErrors() {
		return nil, diags
	}
	return hclwrite.Format(src), nil
}
