package rulefile

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"culprit/engine"
)

// Block returns the source of the block that was defined at a place; empty when
// there is none.
func (f Files) Block(at engine.Position) string {
	file := f[at.File]
	if file == nil || file.Body == nil {
		return ""
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		return ""
	}
	for _, b := range body.Blocks {
		if r := b.Range(); b.DefRange().Start.Line == at.Line && r.End.Byte <= len(file.Bytes) {
			return string(file.Bytes[r.Start.Byte:r.End.Byte])
		}
	}
	return ""
}
