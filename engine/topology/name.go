package topology

import (
	"slices"
	"strings"

	"culprit/engine/fact"
	"culprit/engine/lazyregexp"
)

// nameServices finds out the service where no label told it, from what several
// names begin with: docker ps and log files show project-service-1 (compose v2)
// or project_service_1 (v1), people who set container_name write shop_redis.
// Numbered names without a project (compose logs print service-1) mean that none
// is printed.
func (g *Graph) nameServices() {
	known := map[string]bool{}
	for _, b := range g.boxes {
		if b.project = b.subject.Project; b.project != "" {
			known[b.project] = true
		}
	}
	numbers := map[prefix]int{}
	words := map[prefix]int{}
	bare := false
	for _, b := range g.boxes {
		switch stem, sep := numbered(b.subject.Name); {
		case b.subject.Kind != fact.Container:
		case stem == "":
			for _, sep := range []string{"-", "_"} {
				begin(words, b.subject.Name, sep)
			}
		case !strings.Contains(stem, sep):
			bare = true
		default:
			begin(numbers, stem, sep)
		}
	}
	for _, b := range g.boxes {
		if b.subject.Service != "" || b.subject.Kind != fact.Container {
			continue
		}
		stem, sep := numbered(b.subject.Name)
		if stem == "" {
			for _, sep := range []string{"-", "_"} {
				if p := shared(words, b.subject.Name, sep, nil); p != "" {
					g.alias(b, b.subject.Name[len(p)+1:])
				}
			}
			continue
		}
		if p := shared(numbers, stem, sep, known); !bare && p != "" && (b.project == "" || b.project == p) {
			b.project = p
			g.alias(b, stem[len(p)+1:])
		}
	}
}

// A prefix is what a name begins with, up to a separator.
type prefix struct{ text, sep string }

// begin counts a name for each of its prefixes.
func begin(members map[prefix]int, name, sep string) {
	for i := 1; i < len(name); i++ {
		if name[i:i+1] == sep {
			members[prefix{name[:i], sep}]++
		}
	}
}

// shared is the prefix that a name has in common with most others, the longer
// one of equals; a known project before all. Empty when there are too few.
func shared(members map[prefix]int, name, sep string, known map[string]bool) string {
	found, most := "", sharers
	for i := 1; i < len(name)-1; i++ {
		if name[i:i+1] != sep {
			continue
		}
		if known[name[:i]] {
			return name[:i]
		}
		if n := members[prefix{name[:i], sep}]; n >= most {
			found, most = name[:i], n
		}
	}
	return found
}

// sharers is how many names must begin alike to tell a project: two may do so
// by chance.
const sharers = 3

// numbered takes the number off a name that compose gave; empty for others.
func numbered(name string) (stem, sep string) {
	base := strings.TrimRight(name, "0123456789")
	if len(base) < 2 || base == name {
		return "", ""
	}
	switch sep = base[len(base)-1:]; sep {
	case "-", "_":
		return base[:len(base)-1], sep
	}
	return "", ""
}

// commLength is how much of a program's name the kernel keeps
// (TASK_COMM_LEN without its NUL, include/linux/sched.h).
const commLength = 15

// interpreters run on every host: their name tells no container.
var interpreters = []string{"sh", "bash", "dash", "ash", "env", "python", "python3", "node", "java", "perl", "ruby", "php", "sudo", "su-exec", "gosu", "tini", "dumb-init", "sleep", "cat", "tail"}

// learnCommand notes which programs a container runs, by its entrypoint, its
// command and its image.
func (g *Graph) learnCommand(b *box, d *fact.ContainerState) {
	for _, words := range [][]string{d.Entrypoint, d.Command} {
		for _, w := range words[:min(len(words), 3)] {
			if strings.HasPrefix(w, "-") || strings.ContainsAny(w, " \n") {
				break
			}
			g.runs(b, w)
		}
	}
	g.runs(b, d.Image)
}

// runs notes the program at the end of a path or an image reference.
func (g *Graph) runs(b *box, path string) {
	name := path[strings.LastIndexByte(path, '/')+1:]
	name, _, _ = strings.Cut(name, "@")
	name, _, _ = strings.Cut(name, ":")
	if name == "" || slices.Contains(interpreters, name) {
		return
	}
	name = name[:min(len(name), commLength)]
	g.byCommand[name] = appendOnce(g.byCommand[name], b)
}

// swarmTask is what swarm adds to a service's name: the slot or the node, and
// the task's id.
var swarmTask = lazyregexp.New(`^(.+)\.(?:\d+|[a-z0-9]{25})\.[a-z0-9]{25}$`)

// swarmService is the service of a swarm container's name; empty for others.
func swarmService(name string) string {
	if m := swarmTask.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return ""
}
