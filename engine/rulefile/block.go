package rulefile

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"culprit/engine"
)

// Block returns the source of the block that was defined at a place; empty when
// there is none.
func (f Files) Block(at engine.Position) string {
	file := f[at.File]
	if file == nil {
		return ""
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok { // the plain reader has read it
		if _, body, _ = parse(file.Bytes, at.File); body == nil {
			return ""
		}
	}
	for _, b := range body.Blocks {
		if r := b.Range(); b.DefRange().Start.Line == at.Line && r.End.Byte <= len(file.Bytes) {
			return string(file.Bytes[r.Start.Byte:r.End.Byte])
		}
	}
	return ""
}
