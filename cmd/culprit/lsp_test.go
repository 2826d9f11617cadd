package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
	"go.uber.org/zap"
)

// editor is the other side: a client of another implementation of the protocol.
type editor struct {
	protocol.Client // what the server does not call
	published       chan *protocol.PublishDiagnosticsParams
	shown           chan *protocol.ShowMessageParams
}

func (e *editor) PublishDiagnostics(_ context.Context, p *protocol.PublishDiagnosticsParams) error {
	e.published <- p
	return nil
}

func (e *editor) ShowMessage(_ context.Context, p *protocol.ShowMessageParams) error {
	e.shown <- p
	return nil
}

type pipes struct {
	io.Reader
	io.WriteCloser
}

// edit starts culprit lsp on a folder and returns the editor's end of it.
func edit(t *testing.T, folder string, options map[string]any) (*editor, protocol.Server, *protocol.InitializeResult) {
	t.Helper()
	fromEditor, toServer := io.Pipe()
	fromServer, toEditor := io.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int)
	go func() { done <- run(ctx, []string{"lsp"}, fromEditor, toEditor, io.Discard) }()
	e := &editor{published: make(chan *protocol.PublishDiagnosticsParams, 8), shown: make(chan *protocol.ShowMessageParams, 8)}
	_, conn, server := protocol.NewClient(ctx, e, jsonrpc2.NewStream(pipes{fromServer, toServer}), zap.NewNop())
	t.Cleanup(func() {
		toServer.Close()
		if code := <-done; code != exitOK {
			t.Errorf("culprit lsp ends with %d when the editor hangs up", code)
		}
		cancel()
		toEditor.Close()
		conn.Close()
	})
	result, err := server.Initialize(ctx, &protocol.InitializeParams{WorkspaceFolders: []protocol.WorkspaceFolder{{URI: string(uri.File(folder)), Name: "rules"}}, InitializationOptions: options})
	if err != nil {
		t.Fatal(err)
	}
	return e, server, result
}

const editedRule = `rule "order-lost" {
  cause = "app.exception"
  match "line" {
    fact    = "log.line"
    pattern = "lost order (?P<number>\\d+)"
    where   = "line.level == 'error' && line."
  }
  message = "order ${line.capture.number} was lost"
}
`

// at is the position behind a text of a document.
func at(doc, text string) protocol.Position {
	before := doc[:strings.Index(doc, text)+len(text)]
	return protocol.Position{Line: uint32(strings.Count(before, "\n")), Character: uint32(len(before) - strings.LastIndexByte(before, '\n') - 1)}
}

func TestLanguageServer(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("shop.txtar", "-- fires/order-lost/a.log --\n2026-11-23 10:00:00,000 ERROR shop: lost order 4711\n-- quiet/order-lost/a.log --\n2026-11-23 10:00:00,000 INFO shop: lost order 4711\n")
	write("shop.hcl", strings.Replace(editedRule, " && line.", "", 1))
	write("own.hcl", "cause \"shop.own\" {\n  title    = \"Our own cause\"\n  severity = \"error\"\n}\n")
	write("bundle.log", "2026-11-23 10:00:00,000 ERROR shop.queue: lost order 4711\n")
	e, server, ready := edit(t, folder, map[string]any{"bundle": filepath.Join(folder, "bundle.log")})
	if ready.ServerInfo.Name != "culprit" || ready.Capabilities.HoverProvider == nil {
		t.Errorf("%+v", ready)
	}
	ctx := t.Context()
	doc := protocol.TextDocumentIdentifier{URI: uri.File(filepath.Join(folder, "shop.hcl"))}
	open := func(text string) []protocol.Diagnostic {
		t.Helper()
		if err := server.DidOpen(ctx, &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: doc.URI, LanguageID: "hcl", Text: text}}); err != nil {
			t.Fatal(err)
		}
		return (<-e.published).Diagnostics
	}
	place := func(text string) protocol.TextDocumentPositionParams {
		return protocol.TextDocumentPositionParams{TextDocument: doc, Position: at(editedRule, text)}
	}

	// A mistake while typing, at its word.
	found := open(strings.Replace(editedRule, "line.\"", "line.mesage != ''\"", 1))
	if len(found) != 1 || !strings.Contains(found[0].Message, `did you mean "message"`) || found[0].Range.Start.Line != 5 || found[0].Range.Start.Character != 45 {
		t.Errorf("%+v", found)
	}
	if found := open(strings.Replace(editedRule, " && line.", "", 1)); len(found) != 0 {
		t.Errorf("a good rule has mistakes: %+v", found)
	}
	open(editedRule)

	labels := func(text string) []string {
		t.Helper()
		list, err := server.Completion(ctx, &protocol.CompletionParams{TextDocumentPositionParams: place(text)})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, item := range list.Items {
			names = append(names, item.Label)
		}
		return names
	}
	for text, want := range map[string][]string{
		"&& line.":            {"message", "level", "subject", "capture", "fields"},
		`message = "order ${`: {"line", "bytes", "endpoint"},
		`${line.capture.`:     {"number"},
		`fact    = "`:         {"log.line", "kernel.oom_kill"},
		`cause = "`:           {"app.exception", "shop.own"},
		"match \"line\" {\n":  {"fact", "where", "count"},
		"\"order-lost\" {\n":  {"cause", "within", "match", "until"},
	} {
		got := labels(text)
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("behind %q there is no %s in %q", text, w, got)
			}
		}
	}

	explained := func(text string) string {
		t.Helper()
		h, err := server.Hover(ctx, &protocol.HoverParams{TextDocumentPositionParams: place(text)})
		if err != nil || h == nil {
			t.Fatal(text, err)
		}
		return h.Contents.Value
	}
	for text, want := range map[string]string{
		"line.lev":              "in the bundle: `error`",
		`fact    = "log.l`:      "One record of a container's or program's log",
		`cause = "app.excep`:    "ended in an error of its own",
		"line.capture.num":      "integer",
		"  patt":                "RE2",
		"  message = \"order $": "",
	} {
		if want != "" && !strings.Contains(explained(text), want) {
			t.Errorf("behind %q: %s", text, explained(text))
		}
	}

	write("use.hcl", "")
	use := protocol.TextDocumentItem{URI: uri.File(filepath.Join(folder, "use.hcl")), LanguageID: "hcl", Text: "rule \"x\" {\n  cause = \"shop.own\"\n}\n"}
	if err := server.DidOpen(ctx, &protocol.DidOpenTextDocumentParams{TextDocument: use}); err != nil {
		t.Fatal(err)
	}
	<-e.published
	places, err := server.Definition(ctx, &protocol.DefinitionParams{TextDocumentPositionParams: protocol.TextDocumentPositionParams{
		TextDocument: protocol.TextDocumentIdentifier{URI: use.URI}, Position: protocol.Position{Line: 1, Character: 15}}})
	if err != nil || len(places) != 1 || filepath.Base(places[0].URI.Filename()) != "own.hcl" || places[0].Range.Start.Line != 0 {
		t.Errorf("%v %+v", err, places)
	}

	edits, err := server.Formatting(ctx, &protocol.DocumentFormattingParams{TextDocument: protocol.TextDocumentIdentifier{URI: use.URI}})
	if err != nil || len(edits) != 0 {
		t.Errorf("%v %+v", err, edits)
	}

	lenses, err := server.CodeLens(ctx, &protocol.CodeLensParams{TextDocument: doc})
	if err != nil || len(lenses) != 1 || lenses[0].Command.Title != "run tests" {
		t.Fatalf("%v %+v", err, lenses)
	}
	if _, err := server.ExecuteCommand(ctx, &protocol.ExecuteCommandParams{Command: lenses[0].Command.Command, Arguments: lenses[0].Command.Arguments}); err != nil {
		t.Fatal(err)
	}
	if shown := <-e.shown; !strings.Contains(shown.Message, "2 cases, 0 failed") {
		t.Errorf("%+v", shown)
	}
}

// BenchmarkKeystroke is the time from a change in one file of the builtin rules
// to its mistakes, with all others loaded.
func BenchmarkKeystroke(b *testing.B) {
	folder, err := filepath.Abs("../../rules")
	if err != nil {
		b.Fatal(err)
	}
	src, err := os.ReadFile(filepath.Join(folder, "dependency/redis.hcl"))
	if err != nil {
		b.Fatal(err)
	}
	fromEditor, toServer := io.Pipe()
	fromServer, toEditor := io.Pipe()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	go run(ctx, []string{"lsp"}, fromEditor, toEditor, io.Discard)
	e := &editor{published: make(chan *protocol.PublishDiagnosticsParams, 8)}
	_, _, server := protocol.NewClient(ctx, e, jsonrpc2.NewStream(pipes{fromServer, toServer}), zap.NewNop())
	if _, err := server.Initialize(ctx, &protocol.InitializeParams{WorkspaceFolders: []protocol.WorkspaceFolder{{URI: string(uri.File(folder)), Name: "rules"}}, InitializationOptions: map[string]any{"noBuiltin": true}}); err != nil {
		b.Fatal(err)
	}
	name := uri.File(filepath.Join(folder, "dependency/redis.hcl"))
	for b.Loop() {
		text := string(bytes.ReplaceAll(src, []byte("redis-refused"), []byte("redis-refused")))
		if err := server.DidOpen(ctx, &protocol.DidOpenTextDocumentParams{TextDocument: protocol.TextDocumentItem{URI: name, Text: text}}); err != nil {
			b.Fatal(err)
		}
		<-e.published
	}
}
