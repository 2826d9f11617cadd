package absent

import (
	"testing"

	"culprit/parsers/parsertest"
)

func TestCases(t *testing.T) { parsertest.Run(t, Parser{}) }

func FuzzParse(f *testing.F) { parsertest.Fuzz(f, Parser{}) }
