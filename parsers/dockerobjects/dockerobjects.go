// Package dockerobjects reads lists of what an engine keeps besides
// containers: docker network ls, docker volume ls, docker images and docker
// system df, plain, -v and as JSON lines; podman's are alike.
//
//	TYPE            TOTAL     ACTIVE    SIZE      RECLAIMABLE
//	Images          12        3         8.21GB    6.1GB (74%)
package dockerobjects

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"culprit/engine/fact"
	"culprit/parsers/section"
	"culprit/parsers/size"
	"culprit/parsers/table"
)

// Parser reads lists of networks, volumes, images and disk use.
type Parser struct{}

// Name implements parsers.Parser.
func (Parser) Name() string { return "dockerobjects" }

// Sniff implements parsers.Parser.
func (Parser) Sniff(head []byte) bool {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	line := section.Text(first)
	return kindOf(line) != "" || isTitle(line) || jsonKind([]byte(line)) != ""
}

// kindOf names the list whose header a line is.
func kindOf(line string) string {
	if len(line) > 300 || strings.ToUpper(line) != line {
		return ""
	}
	switch c := table.Header(line); {
	case c.Has("TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"):
		return "disk"
	case c.Has("REPOSITORY", "TAG") && (c.Has("IMAGE ID") || c.Has("ID")) && c.Has("SIZE"), c.Has("IMAGE", "ID", "DISK USAGE"):
		return "image"
	case c.Has("NETWORK ID", "NAME", "DRIVER"):
		return "network"
	case c.Has("DRIVER", "VOLUME NAME"), c.Has("VOLUME NAME", "LINKS", "SIZE"):
		return "volume"
	case c.Has("CACHE ID", "CACHE TYPE", "SIZE"):
		return "cache"
	}
	return ""
}

// isTitle recognises the lines between the tables of docker system df -v.
func isTitle(line string) bool {
	switch line {
	case "Images space usage:", "Containers space usage:", "Local Volumes space usage:":
		return true
	}
	return strings.HasPrefix(line, "Build cache usage: ")
}

// jsonKind names the list a JSON line is a row of.
func jsonKind(line []byte) string {
	if len(line) < 2 || line[0] != '{' {
		return ""
	}
	has := func(keys ...string) bool {
		for _, k := range keys {
			if !bytes.Contains(line, []byte(`"`+k+`":`)) {
				return false
			}
		}
		return true
	}
	switch {
	case has("Type", "TotalCount", "Reclaimable"):
		return "disk"
	case has("Repository", "Tag", "ID", "Size"):
		return "image"
	case has("Driver", "Scope", "Name", "Mountpoint") && !has("Options"):
		return "volume"
	case has("Driver", "Scope", "Name", "ID", "Internal") && !has("IPAM"):
		return "network"
	}
	return ""
}

// Parse implements parsers.Parser.
func (Parser) Parse(r *section.Reader, emit func(fact.Fact)) error {
	l, ok := r.Next()
	if !ok {
		return nil
	}
	line := section.Text(l.Bytes)
	if jsonKind([]byte(line)) != "" {
		return parseJSON(r, l, emit)
	}
	kind, columns := kindOf(line), table.Header(line)
	if total, ok := strings.CutPrefix(line, "Build cache usage: "); ok {
		d := &fact.DockerDisk{Type: "Build Cache", Total: -1, Active: -1, SizeBytes: size.Parse(total, 1), ReclaimableBytes: -1}
		emit(disk(d, r.Origin(l), line))
	}
	for kind != "" {
		text, ok := r.PeekText()
		cells := columns.Cells(text)
		if !ok || cells == nil || kindOf(text) != "" || isTitle(text) {
			break
		}
		l, _ = r.Next()
		row := map[string]string{}
		for i, c := range columns {
			row[c.Title] = cells[i]
		}
		if f, ok := object(kind, row, r.Origin(l), text); ok {
			emit(f)
		}
	}
	return nil
}

// parseJSON reads the rows of --format json.
func parseJSON(r *section.Reader, l section.Line, emit func(fact.Fact)) error {
	titles := map[string]string{
		"Type": "TYPE", "TotalCount": "TOTAL", "Active": "ACTIVE", "Size": "SIZE", "Reclaimable": "RECLAIMABLE", "Repository": "REPOSITORY", "Tag": "TAG",
		"Name": "NAME", "Driver": "DRIVER", "Mountpoint": "MOUNTPOINT", "Links": "LINKS", "Internal": "INTERNAL", "Containers": "CONTAINERS",
	}
	for {
		kind := jsonKind(l.Bytes)
		var fields map[string]any
		if err := json.Unmarshal(l.Bytes, &fields); err != nil {
			r.Skip(l, 1, int64(len(l.Bytes)), "damaged JSON")
		}
		row := map[string]string{}
		for key, value := range fields {
			row[titles[key]] = fmt.Sprint(value)
		}
		id, _ := fields["ID"].(string)
		row["IMAGE ID"], row["NETWORK ID"], row["VOLUME NAME"] = id, id, row["NAME"]
		if f, ok := object(kind, row, r.Origin(l), string(l.Bytes[:min(len(l.Bytes), fact.MaxText)])); ok && fields != nil {
			emit(f)
		}
		peek, ok := r.PeekLine()
		if !ok || jsonKind(peek) == "" {
			return nil
		}
		if l, ok = r.Next(); !ok {
			return nil
		}
	}
}

// object makes the fact of a row; false for the rows of the build cache, whose
// sum stands above them.
func object(kind string, row map[string]string, at fact.Origin, text string) (fact.Fact, bool) {
	text = strings.TrimSpace(text)
	d := &fact.DockerObject{Object: kind, SizeBytes: -1, Users: -1}
	subject := fact.Subject{Kind: fact.SubjectKind(kind)}
	switch kind {
	case "disk":
		usable, _, _ := strings.Cut(row["RECLAIMABLE"], " (")
		return disk(&fact.DockerDisk{
			Type: row["TYPE"], Total: count(row["TOTAL"]), Active: count(row["ACTIVE"]),
			SizeBytes: size.Parse(row["SIZE"], 1), ReclaimableBytes: size.Parse(usable, 1),
		}, at, text), true
	case "image":
		d.Name, d.ID = row["REPOSITORY"]+":"+row["TAG"], row["IMAGE ID"]+row["ID"]
		if row["REPOSITORY"] == "" {
			d.Name = row["IMAGE"]
		}
		if strings.HasPrefix(d.Name, "<none>") {
			d.Name = ""
		}
		d.SizeBytes, d.Users = size.Parse(row["SIZE"]+row["DISK USAGE"], 1), int(count(row["CONTAINERS"]))
		subject.Name, subject.ID = d.Name, d.ID
	case "network":
		d.Name, d.ID, d.Driver, d.Internal = row["NAME"], row["NETWORK ID"], row["DRIVER"], row["INTERNAL"] == "true"
		subject.Name, subject.ID = d.Name, d.ID
	case "volume":
		d.Name, d.Driver, d.Mountpoint = row["VOLUME NAME"], row["DRIVER"], row["MOUNTPOINT"]
		d.SizeBytes, d.Users = size.Parse(row["SIZE"], 1), int(count(row["LINKS"]))
		subject.Name = d.Name
	default:
		return fact.Fact{}, false
	}
	return fact.Fact{Kind: "docker.object", Subject: subject, Origin: at, Text: text, Data: d}, d.Name+d.ID != ""
}

func disk(d *fact.DockerDisk, at fact.Origin, text string) fact.Fact {
	return fact.Fact{Kind: "docker.disk", Subject: fact.Subject{Kind: fact.Host}, Origin: at, Text: text, Data: d}
}

func count(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
