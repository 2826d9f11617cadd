// Package table cuts the tables that docker, podman, kubectl and systemctl
// print: a header of titles and rows whose cells begin where the titles do, so
// that empty cells and any order of columns are read right.
//
//	CONTAINER ID   IMAGE     STATUS                       PORTS     NAMES
//	2f292c3a4d29   redis:7   Exited (137) 3 seconds ago             cache
package table

import (
	"slices"
	"strings"
	"unicode/utf8"

	"culprit/engine/lazyregexp"
)

// A Column is a title of the header and the character it begins at.
type Column struct {
	Title string
	Start int
}

// Columns are those of one header, from left to right.
type Columns []Column

var (
	titles = lazyregexp.New(`\S+(?: \S+)*`)
	gaps   = lazyregexp.New(`\t+| {2,}`)
)

// Header reads the titles of a line; one blank is part of a title.
func Header(line string) Columns {
	var columns Columns
	for _, at := range titles.FindAllStringIndex(line, -1) {
		columns = append(columns, Column{line[at[0]:at[1]], utf8.RuneCountInString(line[:at[0]])})
	}
	return columns
}

// Has reports whether all the titles are there.
func (c Columns) Has(wanted ...string) bool {
	for _, title := range wanted {
		if !slices.ContainsFunc(c, func(col Column) bool { return col.Title == title }) {
			return false
		}
	}
	return true
}

// Cells cuts a row, nil when it is no row of this table: a blank must stand
// before each column the row reaches, or, where a paste lost the alignment, the
// row must have as many cells as there are titles.
func (c Columns) Cells(row string) []string {
	row = strings.TrimRight(row, " \t\r")
	if row == "" || len(c) == 0 {
		return nil
	}
	runes := []rune(row)
	aligned, reached := c[0].Start < len(runes) && runes[c[0].Start] != ' ', 0
	for _, col := range c[1:] {
		if col.Start < len(runes) {
			reached++
			aligned = aligned && runes[col.Start-1] == ' '
		}
	}
	if !aligned || reached == 0 && len(c) > 1 {
		if cells := gaps.Split(strings.TrimSpace(row), -1); len(cells) == len(c) && len(c) > 1 {
			return cells
		}
		return nil
	}
	cells := make([]string, len(c))
	for i, col := range c {
		if col.Start >= len(runes) {
			break
		}
		end := len(runes)
		if i+1 < len(c) {
			end = min(end, c[i+1].Start)
		}
		cells[i] = strings.TrimSpace(string(runes[col.Start:end]))
	}
	return cells
}
