package parsers

import (
	"slices"
	"strings"

	"culprit/engine/fact"
)

// inside returns the command that really ran, and in whom: `docker exec -it
// redis redis-cli ping` is redis-cli in the container redis.
func inside(argv []string) ([]string, fact.Subject) {
	subject := subjectOf(argv)
	for range 4 { // docker exec in timeout in sh -c: no one nests deeper
		rest, in, ok := step(argv)
		if !ok || len(rest) == 0 {
			break
		}
		argv = rest
		argv[0] = base(argv[0])
		if !in.Zero() {
			subject = in
		}
	}
	return argv, subject
}

// step takes one wrapper off a command.
func step(argv []string) ([]string, fact.Subject, bool) {
	var none fact.Subject
	if len(argv) < 2 {
		return nil, none, false
	}
	switch argv[0] {
	case "timeout", "nice", "watch", "time":
		i := 1
		for i < len(argv) && (strings.HasPrefix(argv[i], "-") || argv[i][0] >= '0' && argv[i][0] <= '9') {
			i++
		}
		return argv[i:], none, i < len(argv)
	case "sh", "bash", "ash":
		if i := slices.IndexFunc(argv, func(a string) bool { return strings.HasPrefix(a, "-") && strings.HasSuffix(a, "c") }); i > 0 && i+1 < len(argv) {
			return unwrap(strings.Fields(strings.Trim(strings.Join(argv[i+1:], " "), `"'`))), none, true
		}
	case "docker", "podman", "nerdctl", "crictl", "docker-compose", "kubectl", "oc":
		return execIn(argv)
	}
	return nil, none, false
}

// execValues are the options of exec that are followed by their value.
var execValues = []string{"-u", "--user", "-e", "--env", "-w", "--workdir", "-n", "--namespace", "-c", "--container", "--env-file", "-f", "--file", "-p", "--index"}

// execIn reads docker exec, docker compose exec and kubectl exec.
func execIn(argv []string) ([]string, fact.Subject, bool) {
	var words []string
	namespace, box := "", ""
	i := 1
	for ; i < len(argv) && len(words) < 2; i++ {
		switch a := argv[i]; {
		case slices.Contains(execValues, a) && i+1 < len(argv):
			switch a {
			case "-n", "--namespace":
				namespace = argv[i+1]
			case "-c", "--container":
				box = argv[i+1]
			}
			i++
		case strings.HasPrefix(a, "-"), a == "compose", a == "container":
		case len(words) == 0 && a != "exec":
			return nil, fact.Subject{}, false
		default:
			words = append(words, a)
		}
	}
	if len(words) < 2 {
		return nil, fact.Subject{}, false
	}
	name := strings.TrimPrefix(words[1], "pod/")
	subject := fact.Subject{Kind: fact.Container, Name: name}
	rest := argv[i:]
	switch {
	case argv[0] == "kubectl" || argv[0] == "oc":
		for len(rest) > 1 && rest[0] != "--" {
			if rest[0] == "-c" {
				box = rest[1]
			}
			rest = rest[1:]
		}
		subject = fact.Subject{Kind: fact.Pod, Name: strings.TrimSuffix(name+"/"+box, "/"), Service: box, Project: namespace}
	case argv[0] == "docker-compose" || slices.Contains(argv[:i], "compose"):
		subject = fact.Subject{Kind: fact.Container, Service: name}
	}
	if len(rest) > 0 && rest[0] == "--" {
		rest = rest[1:]
	}
	return slices.Clone(rest), subject, len(rest) > 0
}
