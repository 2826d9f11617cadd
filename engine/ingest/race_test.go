//go:build race

package ingest

// slowly is whether all runs about ten times slower than usual.
const slowly = true
