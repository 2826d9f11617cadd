package cre

import (
	"testing"

	"culprit/engine/foreign/foreigntest"
)

func TestImport(t *testing.T) { foreigntest.Run(t, Import) }

func FuzzImport(f *testing.F) { foreigntest.Fuzz(f, Import, "a.yaml") }
