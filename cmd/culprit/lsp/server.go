// Package lsp serves rule files to editors over the Language Server Protocol:
// mistakes while typing, completion and explanation of kinds, fields, functions
// and causes, definitions, formatting, and a lens that runs a rule's cases.
package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/sourcegraph/jsonrpc2"

	"culprit/engine/fact"
	"culprit/engine/rulefile"
)

// Config is what the server needs of the program around it.
type Config struct {
	Version string
	Builtin rulefile.Root                              // the embedded rules
	Open    func(folder string) (rulefile.Root, error) // a rule folder
	Facts   func(context.Context, string) ([]fact.Fact, error)
	// Test runs the cases of a rule of a folder; noBuiltin leaves the embedded
	// rules out.
	Test func(ctx context.Context, folder, rule string, noBuiltin bool) (string, error)
}

// Serve speaks the protocol until the editor hangs up.
func Serve(ctx context.Context, config Config, in io.Reader, out io.Writer) error {
	s := &server{config: config, documents: map[string]string{}}
	conn := jsonrpc2.NewConn(ctx, jsonrpc2.NewBufferedStream(pipe{in, out}, jsonrpc2.VSCodeObjectCodec{}),
		jsonrpc2.HandlerWithError(s.handle).SuppressErrClosed())
	select {
	case <-conn.DisconnectNotify():
		return nil
	case <-ctx.Done():
		return conn.Close()
	}
}

// pipe makes one stream of standard input and output.
type pipe struct {
	io.Reader
	io.Writer
}

func (pipe) Close() error { return nil }

type server struct {
	config Config

	mu        sync.Mutex
	root      string
	workspace *rulefile.Workspace
	documents map[string]string // open documents by URI
	facts     []fact.Fact       // of the bundle whose values hovers show
	noBuiltin bool
}

// handle answers one request; the connection hands them out in order.
func (s *server) handle(ctx context.Context, conn *jsonrpc2.Conn, r *jsonrpc2.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Method == "initialize" {
		return s.initialize(ctx, r)
	}
	if s.workspace == nil {
		return nil, &jsonrpc2.Error{Code: -32002, Message: "initialize comes first"}
	}
	var p documentParams
	if r.Params != nil && r.Method != "workspace/executeCommand" {
		if err := json.Unmarshal(*r.Params, &p); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
		}
	}
	src := s.documents[p.TextDocument.URI]
	switch r.Method {
	case "initialized", "textDocument/didSave", "$/setTrace", "$/cancelRequest", "exit":
		return nil, nil
	case "shutdown":
		return nil, nil
	case "textDocument/didOpen":
		return nil, s.change(ctx, conn, p.TextDocument.URI, p.TextDocument.Text)
	case "textDocument/didChange":
		if n := len(p.ContentChanges); n > 0 {
			return nil, s.change(ctx, conn, p.TextDocument.URI, p.ContentChanges[n-1].Text)
		}
		return nil, nil
	case "textDocument/didClose":
		delete(s.documents, p.TextDocument.URI)
		return nil, nil
	case "textDocument/completion":
		return completionList{Items: append([]completionItem{}, s.complete(src, offset(src, p.Position))...)}, nil
	case "textDocument/hover":
		text := s.hover(src, offset(src, p.Position))
		if text == "" {
			return nil, nil
		}
		h := hover{}
		h.Contents.Kind, h.Contents.Value = "markdown", text
		return h, nil
	case "textDocument/definition":
		return s.definition(src, offset(src, p.Position)), nil
	case "textDocument/formatting":
		return format(src, path(p.TextDocument.URI)), nil
	case "textDocument/codeLens":
		return lenses(src, p.TextDocument.URI), nil
	case "workspace/executeCommand":
		return nil, s.execute(ctx, conn, r)
	}
	return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: r.Method + " is not supported"}
}

func (s *server) initialize(ctx context.Context, r *jsonrpc2.Request) (any, error) {
	var p initializeParams
	if r.Params != nil {
		if err := json.Unmarshal(*r.Params, &p); err != nil {
			return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
		}
	}
	var roots []rulefile.Root
	if s.noBuiltin = p.Options.NoBuiltin; !s.noBuiltin {
		roots = append(roots, s.config.Builtin)
	}
	folders := p.Options.Rules
	s.root = path(p.RootURI)
	if len(p.Folders) > 0 {
		s.root = path(p.Folders[0].URI)
	}
	if s.root != "" {
		folders = append(folders, s.root)
	}
	for _, folder := range folders {
		root, err := s.config.Open(folder)
		if err != nil {
			return nil, fmt.Errorf("cannot read rules: %w", err)
		}
		roots = append(roots, root)
	}
	s.workspace, _ = rulefile.OpenWorkspace(roots...)
	if p.Options.Bundle != "" {
		facts, err := s.config.Facts(ctx, p.Options.Bundle)
		if err != nil {
			return nil, fmt.Errorf("cannot read the bundle: %w", err)
		}
		s.facts = facts
	}
	return map[string]any{
		"capabilities": map[string]any{
			"textDocumentSync":           1, // full text
			"completionProvider":         map[string]any{"triggerCharacters": []string{".", "\"", "'", "{"}},
			"hoverProvider":              true,
			"definitionProvider":         true,
			"documentFormattingProvider": true,
			"codeLensProvider":           map[string]any{},
			"executeCommandProvider":     map[string]any{"commands": []string{runTests}},
		},
		"serverInfo": map[string]string{"name": "culprit", "version": s.config.Version},
	}, nil
}

// name is how a document is called among the rule files: as the folder that it
// was read from calls it.
func (s *server) name(uri string) string {
	file := path(uri)
	if rel, err := filepath.Rel(s.root, file); err == nil && !strings.HasPrefix(rel, "..") && s.root != "" {
		return filepath.ToSlash(filepath.Join(s.root, rel))
	}
	return file
}

// change takes in new text of a document and publishes its mistakes.
func (s *server) change(ctx context.Context, conn *jsonrpc2.Conn, uri, text string) error {
	s.documents[uri] = text
	name := s.name(uri)
	s.workspace.Set(name, []byte(text))
	found := []diagnostic{}
	for _, d := range s.workspace.Check(name, []byte(text)) {
		found = append(found, diagnosticOf(text, d))
	}
	return conn.Notify(ctx, "textDocument/publishDiagnostics", publishParams{URI: uri, Diagnostics: found})
}

func diagnosticOf(text string, d *hcl.Diagnostic) diagnostic {
	out := diagnostic{Severity: 1, Source: "culprit", Message: d.Summary + ": " + d.Detail}
	if d.Severity == hcl.DiagWarning {
		out.Severity = 2
	}
	if d.Subject != nil {
		out.Range = rangeOf(text, d.Subject.Start.Byte, d.Subject.End.Byte)
	}
	return out
}
