package topology

import (
	"slices"
	"strings"

	"culprit/engine/fact"
)

// nameServices finds out compose's project and service where no label told
// them: docker ps and log files show project-service-1 (v2) or
// project_service_1 (v1) alone. What several names begin with is the project.
// A name without one (compose logs print service-1) means that none is printed.
func (g *Graph) nameServices() {
	type prefix struct{ project, sep string }
	members := map[prefix]int{}
	known := map[string]bool{}
	var unnamed []*box
	for _, b := range g.boxes {
		if b.project = b.subject.Project; b.project != "" {
			known[b.project] = true
		}
	}
	for _, b := range g.boxes {
		if b.subject.Kind != fact.Container {
			continue
		}
		stem, sep := numbered(b.subject.Name)
		if stem == "" {
			continue
		}
		parts := strings.Split(stem, sep)
		if len(parts) < 2 {
			return
		}
		for i := 1; i < len(parts); i++ {
			members[prefix{strings.Join(parts[:i], sep), sep}]++
		}
		if b.subject.Service == "" {
			unnamed = append(unnamed, b)
		}
	}
	for _, b := range unnamed {
		stem, sep := numbered(b.subject.Name)
		parts := strings.Split(stem, sep)
		project, most := "", sharers-1
		for i := 1; i < len(parts); i++ {
			p := strings.Join(parts[:i], sep)
			if n := members[prefix{p, sep}]; n > most || n == most && project != "" {
				project, most = p, n
			}
			if known[p] {
				project = p
				break
			}
		}
		if project != "" && (b.subject.Project == "" || b.subject.Project == project) {
			b.project = project
			g.alias(b, stem[len(project)+len(sep):])
		}
	}
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
