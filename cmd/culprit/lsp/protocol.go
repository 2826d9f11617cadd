package lsp

// The part of the Language Server Protocol 3.17 that is used here, as
// https://microsoft.github.io/language-server-protocol/ defines it. Positions
// count UTF-16 code units.

type position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

type textRange struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

type location struct {
	URI   string    `json:"uri"`
	Range textRange `json:"range"`
}

type document struct {
	URI  string `json:"uri"`
	Text string `json:"text"`
}

type documentParams struct {
	TextDocument   document `json:"textDocument"`
	Position       position `json:"position"`
	ContentChanges []struct {
		Text string `json:"text"`
	} `json:"contentChanges"`
}

type initializeParams struct {
	Folders []struct {
		URI string `json:"uri"`
	} `json:"workspaceFolders"`
	RootURI string `json:"rootUri"` // of editors older than workspace folders
	Options struct {
		Bundle string   `json:"bundle"` // an input whose values hovers show
		Rules  []string `json:"rules"`  // further rule folders
		// NoBuiltin leaves the embedded rules out: the workspace holds them itself.
		NoBuiltin bool `json:"noBuiltin"`
	} `json:"initializationOptions"`
}

type diagnostic struct {
	Range    textRange `json:"range"`
	Severity int       `json:"severity"` // 1 error, 2 warning
	Source   string    `json:"source"`
	Message  string    `json:"message"`
}

type publishParams struct {
	URI         string       `json:"uri"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

// Kinds of completion item.
const (
	itemFunction = 3
	itemField    = 5
	itemVariable = 6
	itemProperty = 10
	itemValue    = 12
	itemKeyword  = 14
)

type completionItem struct {
	Label  string `json:"label"`
	Kind   int    `json:"kind"`
	Detail string `json:"detail,omitempty"`
	Doc    string `json:"documentation,omitempty"`
}

type completionList struct {
	IsIncomplete bool             `json:"isIncomplete"`
	Items        []completionItem `json:"items"`
}

type hover struct {
	Contents struct {
		Kind  string `json:"kind"`
		Value string `json:"value"`
	} `json:"contents"`
}

type textEdit struct {
	Range   textRange `json:"range"`
	NewText string    `json:"newText"`
}

type command struct {
	Title     string `json:"title"`
	Command   string `json:"command"`
	Arguments []any  `json:"arguments,omitempty"`
}

type codeLens struct {
	Range   textRange `json:"range"`
	Command command   `json:"command"`
}

type executeParams struct {
	Command   string   `json:"command"`
	Arguments []string `json:"arguments"`
}

type messageParams struct {
	Type    int    `json:"type"` // 1 error, 3 info
	Message string `json:"message"`
}
