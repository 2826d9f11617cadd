package inspect

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"culprit/engine/fact"
)

// network reads one object of docker network inspect.
func network(raw []byte, origin fact.Origin, emit func(fact.Fact)) {
	var n struct {
		Name, ID, Driver string
		Internal         bool
		Options          map[string]string
		IPAM             struct{ Config []struct{ Subnet string } }
		Containers       map[string]struct{ Name string }
	}
	if json.Unmarshal(raw, &n) != nil {
		return
	}
	d := &fact.DockerObject{Object: "network", Name: n.Name, ID: n.ID, Driver: n.Driver, Internal: n.Internal, Users: len(n.Containers), SizeBytes: -1}
	for _, c := range n.IPAM.Config {
		d.Subnets = append(d.Subnets, c.Subnet)
	}
	for _, id := range slices.Sorted(maps.Keys(n.Containers)) {
		d.Containers = append(d.Containers, n.Containers[id].Name)
	}
	d.MTU, _ = strconv.Atoi(n.Options["com.docker.network.driver.mtu"])
	emit(fact.Fact{Kind: "docker.object", Subject: fact.Subject{Kind: fact.Network, Name: n.Name, ID: n.ID}, Origin: origin, Text: "network " + n.Name, Data: d})
}

// volume reads one object of docker volume inspect.
func volume(raw []byte, origin fact.Origin, emit func(fact.Fact)) {
	var v struct {
		Name, Driver, Mountpoint string
		UsageData                *struct{ Size, RefCount int64 }
	}
	if json.Unmarshal(raw, &v) != nil || v.Name == "" {
		return
	}
	d := &fact.DockerObject{Object: "volume", Name: v.Name, Driver: v.Driver, Mountpoint: v.Mountpoint, Users: -1, SizeBytes: -1}
	if v.UsageData != nil {
		d.Users, d.SizeBytes = int(v.UsageData.RefCount), v.UsageData.Size
	}
	emit(fact.Fact{Kind: "docker.object", Subject: fact.Subject{Kind: fact.Volume, Name: v.Name}, Origin: origin, Text: "volume " + v.Name, Data: d})
}

// image reads one object of docker image inspect.
func image(raw []byte, origin fact.Origin, emit func(fact.Fact)) {
	var i struct {
		ID               string
		RepoTags         []string
		Os, Architecture string
		Size             int64
	}
	if json.Unmarshal(raw, &i) != nil || i.ID == "" {
		return
	}
	d := &fact.DockerObject{Object: "image", ID: i.ID, Users: -1, SizeBytes: i.Size}
	if len(i.RepoTags) > 0 {
		d.Name = i.RepoTags[0]
	}
	if i.Architecture != "" {
		d.Platform = i.Os + "/" + i.Architecture
	}
	emit(fact.Fact{Kind: "docker.object", Subject: fact.Subject{Kind: fact.Image, Name: d.Name, ID: d.ID}, Origin: origin, Text: "image " + d.Name + " " + d.Platform, Data: d})
}
