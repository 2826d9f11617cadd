package report

import "strings"

// ShellQuote writes an argument vector so that a POSIX shell reads the same
// arguments back. Names in a bundle can say anything, $(reboot) too.
func ShellQuote(argv []string) string {
	quoted := make([]string, len(argv))
	for i, a := range argv {
		quoted[i] = quote(a)
	}
	return strings.Join(quoted, " ")
}

func quote(arg string) string {
	plain := arg != ""
	for i := range len(arg) {
		c := arg[i]
		plain = plain && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_-./:=@,+%", c) >= 0)
	}
	if plain {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}
