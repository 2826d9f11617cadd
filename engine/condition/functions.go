package condition

import (
	"fmt"
	"net"
	"path"
	"strconv"
	"strings"
	"time"

	"culprit/engine/fact"
)

// A Function is a function that conditions and templates may call. Functions
// are pure; those whose Type begins with a Resolver get it as a hidden first
// argument.
type Function struct {
	Name      string
	Signature string // as the reference shows it
	Doc       string
	Types     []any // pointers to Go function types, for type checking
	call      func(args ...any) (any, error)
}

// amounts: a field is an int64, a sum or a literal an int.
var amounts = []any{new(func(int64) string), new(func(int) string)}

func amount(v any) int64 {
	if n, ok := v.(int); ok {
		return int64(n)
	}
	n, _ := v.(int64)
	return n
}

// Functions is the list of functions; adding one is a row.
var Functions = []Function{
	{"same", "same(a, b) boolean", "whether two matches or subjects are one thing, however they are spelt",
		[]any{new(func(Resolver, any, any) bool)}, func(a ...any) (any, error) {
			x, y, err := twoSubjects(a)
			return err == nil && a[0].(Resolver).Same(x, y), err
		}},
	{"endpoint", "endpoint(host, port) subject", "the container that listens on host and port, else the address itself; port 0 for unknown",
		[]any{new(func(string, int) fact.Subject)}, func(a ...any) (any, error) {
			return Endpoint(a[0].(string), a[1].(int)), nil
		}},
	{"depends_on", "depends_on(a, b) boolean", "whether a needs b to work, directly or through others",
		[]any{new(func(Resolver, any, any) bool)}, func(a ...any) (any, error) {
			x, y, err := twoSubjects(a)
			return err == nil && a[0].(Resolver).DependsOn(x, y), err
		}},
	{"shares", "shares(a, b, what) boolean", "whether a and b use one \"host\", \"volume\", \"network\", \"cgroup\", \"gpu\" or \"filesystem\"",
		[]any{new(func(Resolver, any, any, string) bool)}, func(a ...any) (any, error) {
			x, y, err := twoSubjects(a)
			return err == nil && a[0].(Resolver).Shares(x, y, a[3].(string)), err
		}},
	{"known", "known(a) boolean", "whether the input lists this container; true where it lists none",
		[]any{new(func(Resolver, any) bool)}, func(a ...any) (any, error) {
			s, ok := subjectOf(a[1])
			if !ok {
				return false, fmt.Errorf("%T is no subject", a[1])
			}
			return a[0].(Resolver).Known(s), nil
		}},
	{"bytes", "bytes(n) string", "an amount of memory for people: 256 MiB",
		amounts, func(a ...any) (any, error) { return Bytes(amount(a[0])), nil }},
	{"docker_size", "docker_size(n) string", "an amount of memory as docker options take it, rounded up to MiB: 512m",
		amounts, func(a ...any) (any, error) { return dockerSize(amount(a[0])) }},
	{"twice", "twice(n) string", "docker_size of twice the amount",
		amounts, func(a ...any) (any, error) { return dockerSize(2 * amount(a[0])) }},
	{"percent", "percent(part, whole) number", "part of whole in percent; 0 when whole is 0",
		[]any{new(func(float64, float64) float64)}, func(a ...any) (any, error) {
			if whole := a[1].(float64); whole != 0 {
				return 100 * a[0].(float64) / whole, nil
			}
			return 0.0, nil
		}},
	{"seconds_text", "seconds_text(n) string", "a duration for people: 3m20s",
		[]any{new(func(float64) string)}, func(a ...any) (any, error) {
			return (time.Duration(a[0].(float64)) * time.Second).String(), nil
		}},
	{"signal_name", "signal_name(n) string", "SIGKILL for 9; \"signal n\" when unknown",
		[]any{new(func(int) string)}, func(a ...any) (any, error) { return signalName(a[0].(int)), nil }},
	{"base", "base(path) string", "the last part of a path",
		[]any{new(func(string) string)}, func(a ...any) (any, error) { return path.Base(a[0].(string)), nil }},
	{"dir", "dir(path) string", "all but the last part of a path",
		[]any{new(func(string) string)}, func(a ...any) (any, error) { return path.Dir(a[0].(string)), nil }},
	{"host_of", "host_of(address) string", "an address without its port: redis for redis:6379",
		[]any{new(func(string) string)}, func(a ...any) (any, error) { return hostOf(a[0].(string)), nil }},
	{"first_line", "first_line(text) string", "the first line of a text",
		[]any{new(func(string) string)}, func(a ...any) (any, error) {
			line, _, _ := strings.Cut(strings.TrimSpace(a[0].(string)), "\n")
			return line, nil
		}},
	{"last_line", "last_line(text) string", "the last line of a text that is not empty: of a traceback the exception",
		[]any{new(func(string) string)}, func(a ...any) (any, error) {
			text := strings.TrimRight(strings.TrimSpace(a[0].(string)), "\" \n") // Celery puts remote tracebacks into """
			return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:]), nil
		}},
}

// Endpoint is the subject of an address, not yet resolved: the engine does
// that as seen by the subject that named it.
func Endpoint(host string, port int) fact.Subject {
	name := strings.ToLower(strings.Trim(host, "[]"))
	if name == "" {
		return fact.Subject{}
	}
	if port > 0 {
		if strings.Contains(name, ":") {
			name = "[" + name + "]"
		}
		name += ":" + strconv.Itoa(port)
	}
	return fact.Subject{Kind: fact.Endpoint, Name: name}
}

func twoSubjects(a []any) (x, y fact.Subject, err error) {
	x, okX := subjectOf(a[1])
	y, okY := subjectOf(a[2])
	if !okX || !okY {
		return x, y, fmt.Errorf("%T and %T are no subjects", a[1], a[2])
	}
	return x, y, nil
}

// Bytes writes an amount of memory for people, in binary units.
func Bytes(n int64) string {
	const units = "KMGTPE"
	if n > -1024 && n < 1024 {
		return strconv.FormatInt(n, 10) + " B"
	}
	value, unit := float64(n)/1024, 0
	for value >= 1024 || value <= -1024 {
		value /= 1024
		unit++
	}
	text := strconv.FormatFloat(value, 'f', 1, 64)
	return strings.TrimSuffix(text, ".0") + " " + units[unit:unit+1] + "iB"
}

func dockerSize(n int64) (string, error) {
	if n <= 0 {
		return "", fmt.Errorf("no amount to compute a size from")
	}
	const mebibyte = 1 << 20
	return strconv.FormatInt((n+mebibyte-1)/mebibyte, 10) + "m", nil
}

var signals = map[int]string{
	1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL",
	10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
}

func signalName(n int) string {
	if name, ok := signals[n]; ok {
		return name
	}
	return "signal " + strconv.Itoa(n)
}

func isFunction(name string) bool {
	for _, f := range Functions {
		if f.Name == name {
			return true
		}
	}
	return false
}

func asksTopology(name string) bool {
	for _, f := range Functions {
		if f.Name == name {
			switch f.Types[0].(type) {
			case *func(Resolver, any, any) bool, *func(Resolver, any, any, string) bool, *func(Resolver, any) bool:
				return true
			}
		}
	}
	return false
}

// expressionBuiltins are those of expr's own functions that rules may use, for
// suggestions and completion.
var expressionBuiltins = []string{
	"all", "any", "none", "one", "filter", "find", "count", "len", "lower", "upper", "trim", "trimPrefix", "trimSuffix",
	"hasPrefix", "hasSuffix", "indexOf", "lastIndexOf", "abs", "int", "float", "string", "max", "min", "first", "last", "duration", "get",
}

func functionNames() []string {
	names := append([]string(nil), expressionBuiltins...)
	for _, f := range Functions {
		names = append(names, f.Name)
	}
	return names
}

// hostOf takes the port off an address; what has none stays as it is.
func hostOf(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil || host == "" || strings.Trim(port, "0123456789") != "" {
		return address
	}
	return host
}
