package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const lostOrder = `cause "shop.order-lost" {
  title    = "An order was lost"
  severity = "error"
  summary  = "The queue dropped a message."
}

rule "order-lost" {
  cause      = "shop.order-lost"
  confidence = 0.9

  match "line" {
    fact    = "log.line"
    pattern = "lost order"
  }
  message = "an order was lost"
}
`

// TestRuleFolders: changed rules are taken once they stand still; wrong ones
// are shown, once, and not taken.
func TestRuleFolders(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "orders.hcl")
	write := func(text string) {
		t.Helper()
		// As editors do: the new file takes the place of the old one.
		if err := os.WriteFile(file+".part", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(file+".part", file); err != nil {
			t.Fatal(err)
		}
	}
	write(lostOrder)
	var errs bytes.Buffer
	c := &console{err: &errs}
	r := newRuleFolders(ruleOptions{folders: []string{dir}, noBuiltin: true})
	none := newRuleFolders(ruleOptions{})
	defer none.begin()()
	defer r.begin()()
	if r.ticks() == nil || r.changed == nil || none.ticks() != nil {
		t.Error("folders are looked at where there are some, and only there")
	}
	if r.look(c) != nil {
		t.Error("nothing changed")
	}
	write(strings.Replace(lostOrder, "lost order", "order has gone", 1))
	if r.look(c) != nil {
		t.Error("taken at the first look")
	}
	if set := r.look(c); set == nil || len(set.Rules) != 1 || !strings.Contains(errs.String(), "1 rules are loaded anew") {
		t.Errorf("the changed rule was not taken: %s", &errs)
	}
	if r.look(c) != nil {
		t.Error("taken twice")
	}
	errs.Reset()
	write(strings.Replace(lostOrder, "log.line", "log.lime", 1))
	r.look(c)
	if r.look(c) != nil || !strings.Contains(errs.String(), "orders.hcl") || !strings.Contains(errs.String(), "stay as they were") {
		t.Errorf("a wrong rule: %s", &errs)
	}
	errs.Reset()
	if r.look(c) != nil || errs.Len() > 0 {
		t.Errorf("said again: %s", &errs)
	}
	write(lostOrder)
	r.look(c)
	if r.look(c) == nil {
		t.Error("a corrected rule was not taken")
	}
}
