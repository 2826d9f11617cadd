//go:build !race

package ingest

const slowly = false
