package foreign

import "strings"

// Sentence is the first line of a text that has one, without list marks.
func Sentence(text string) string {
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimLeft(strings.TrimSpace(l), "-*# "); l != "" {
			return l
		}
	}
	return ""
}

// Words folds a text of several lines into one line.
func Words(text string) string { return strings.Join(strings.Fields(text), " ") }
