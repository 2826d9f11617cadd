package topology

import (
	"math/rand/v2"
	"slices"
	"testing"

	"culprit/engine/fact"
)

const (
	cacheID  = "a3990cb0faa202ce4e6aa236ed2cee66575c16100003312d5b77e9d3cf4d69f2"
	workerID = "83f8f65bdcb6b3c1d3b4a7c0c4d8a4a65f5c1de1f6a8f1d1a2b3c4d5e6f70819"
)

// shop is a compose project as docker inspect shows it.
func shop() []fact.Fact {
	cache := &fact.ContainerState{
		ID: cacheID, Name: "shop-cache-1", Service: "cache", Project: "shop",
		Networks: []fact.NetworkEndpoint{{Name: "shop_default", Aliases: []string{"cache", "redis"}, Address: "172.18.0.2"}},
		Ports:    []fact.PortBinding{{ContainerPort: 6379, HostPort: 16379}},
		Mounts:   []fact.Mount{{Type: "volume", Name: "shop_data"}},
	}
	worker := &fact.ContainerState{
		ID: workerID, Name: "shop-worker-1", Service: "worker", Project: "shop",
		Networks:     []fact.NetworkEndpoint{{Name: "shop_default", Aliases: []string{"worker"}, Address: "172.18.0.3"}},
		EnvAddresses: []fact.EnvAddress{{Name: "REDIS_URL", Scheme: "redis", Host: "redis", Port: 6379}},
		Mounts:       []fact.Mount{{Type: "volume", Name: "shop_data"}},
	}
	api := &fact.ContainerState{
		ID: "f8d1e08a7cef" + workerID[12:], Name: "shop-api-1", Service: "api", Project: "shop",
		Networks:  []fact.NetworkEndpoint{{Name: "shop_default"}},
		DependsOn: []string{"worker"},
	}
	other := &fact.ContainerState{
		ID: "0000aaaa1111" + cacheID[12:], Name: "blog-cache-1", Service: "cache", Project: "blog",
		Networks: []fact.NetworkEndpoint{{Name: "blog_default", Aliases: []string{"cache"}, Address: "172.19.0.2"}},
	}
	var facts []fact.Fact
	for _, c := range []*fact.ContainerState{cache, worker, api, other} {
		facts = append(facts, fact.Fact{Kind: "container.state", Data: c, Origin: fact.Origin{Stream: "inspect.json"}})
	}
	return facts
}

func container(name string) fact.Subject { return fact.Subject{Kind: fact.Container, Name: name} }

func TestNamesOfOneContainer(t *testing.T) {
	g := New(shop())
	for _, s := range []fact.Subject{
		{Kind: fact.Container, ID: cacheID},
		{Kind: fact.Container, ID: cacheID[:12]},
		container("shop-cache-1"),
		container("shop_cache_1"),
		container(cacheID[:12]),
		{Kind: fact.Container, Service: "cache", Project: "shop"},
		{Kind: fact.Endpoint, Name: "172.18.0.2:6379"},
		{Kind: fact.Endpoint, Name: "redis:6379"},
	} {
		if got := g.Canonical(s).Name; got != "shop-cache-1" {
			t.Errorf("%+v is %q, want shop-cache-1", s, got)
		}
	}
	if g.Same(container("shop-cache-1"), container("blog-cache-1")) {
		t.Error("the caches of two projects are not the same")
	}
	if got := g.Canonical(container("cache-1")); got.ID != "" {
		t.Errorf("cache-1 is ambiguous between two projects, got %+v", got)
	}
}

func TestEndpointDependsOnWhoAsks(t *testing.T) {
	g := New(shop())
	for _, c := range []struct {
		host string
		port int
		from fact.Subject
		want string
	}{
		{"cache", 6379, container("shop-worker-1"), "shop-cache-1"},
		{"cache", 6379, container("blog-cache-1"), "blog-cache-1"},
		{"CACHE", 6379, container("shop-api-1"), "shop-cache-1"},
		{"localhost", 6379, container("shop-worker-1"), "localhost:6379"},
		{"localhost", 16379, fact.Subject{Kind: fact.Host}, "shop-cache-1"},
		{"host.docker.internal", 16379, container("blog-cache-1"), "shop-cache-1"},
		{"db.example.com", 5432, container("shop-api-1"), "db.example.com:5432"},
		{"cache.shop_default", 6379, container("shop-worker-1"), "shop-cache-1"},
	} {
		if got := g.Endpoint(c.host, c.port, c.from).Name; got != c.want {
			t.Errorf("%s:%d from %s is %q, want %q", c.host, c.port, c.from.Name, got, c.want)
		}
	}
}

func TestDependsOnAndShares(t *testing.T) {
	g := New(shop())
	api, worker, cache, blog := container("shop-api-1"), container("shop-worker-1"), container("shop-cache-1"), container("blog-cache-1")
	if !g.DependsOn(worker, cache) || !g.DependsOn(api, cache) {
		t.Error("worker needs cache by REDIS_URL, api needs it through worker")
	}
	if g.DependsOn(cache, worker) || g.DependsOn(worker, blog) {
		t.Error("dependencies have a direction and stay inside the project")
	}
	if !g.Shares(worker, cache, "volume") || g.Shares(worker, blog, "network") {
		t.Error("volume shop_data is shared, the networks of two projects are not")
	}
	g.Observe(blog, cache, fact.Origin{Stream: "blog.log", Line: 3})
	if !g.DependsOn(blog, cache) {
		t.Error("an observed connection is a dependency")
	}
}

func TestKnown(t *testing.T) {
	gone := fact.Subject{Kind: fact.Container, ID: "ffffffffffff" + cacheID[12:]}
	facts := append(shop(), fact.Fact{Kind: "kernel.oom_kill", Subject: gone, Data: &fact.OOMKill{}})
	if g := New(facts); g.Known(gone) || !g.Known(container("shop-cache-1")) {
		t.Error("a container that only an old kernel line names is not known")
	}
	if g := New(facts[len(facts)-1:]); !g.Known(gone) {
		t.Error("without a list of containers every container is known")
	}
}

func TestLogPrefixesAlone(t *testing.T) {
	var facts []fact.Fact
	for _, name := range []string{"worker-1", "redis-1"} {
		facts = append(facts, fact.Fact{Kind: "log.line", Subject: container(name), Data: &fact.LogLine{}})
	}
	if got := New(facts).Endpoint("redis", 6379, container("worker-1")).Name; got != "redis-1" {
		t.Errorf("redis:6379 is %q, want redis-1", got)
	}
}

func TestOneLogOfOneContainer(t *testing.T) {
	facts := append(shop()[:1:1], fact.Fact{Kind: "log.line", Subject: container("app"), Data: &fact.LogLine{}})
	if got := New(facts).Canonical(container("app")).Name; got != "shop-cache-1" {
		t.Errorf("the only log belongs to the only container, got %q", got)
	}
}

func TestRecreatedUnderOneName(t *testing.T) {
	facts := shop()[:1:1]
	again := *facts[0].Data.(*fact.ContainerState)
	again.ID = "bbbbbbbbbbbb" + cacheID[12:]
	facts = append(facts, fact.Fact{Kind: "container.state", Data: &again, Origin: fact.Origin{Stream: "inspect2.json"}})
	g := New(facts)
	if len(g.Containers()) != 1 || !g.Same(fact.Subject{Kind: fact.Container, ID: again.ID}, fact.Subject{Kind: fact.Container, ID: cacheID}) {
		t.Errorf("both generations are one container, got %+v", g.Containers())
	}
}

func TestOrderOfFactsDoesNotMatter(t *testing.T) {
	facts := append(shop(), fact.Fact{Kind: "log.line", Subject: container("sidecar"), Data: &fact.LogLine{}})
	want := New(facts)
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		got := New(facts)
		for _, s := range want.Containers() {
			if got.Canonical(s) != s {
				t.Fatalf("%v became %v after a shuffle", s, got.Canonical(s))
			}
		}
		if len(got.Edges()) != len(want.Edges()) || !slices.Equal(got.Needs(container("shop-worker-1")), want.Needs(container("shop-worker-1"))) {
			t.Fatal("edges differ after a shuffle")
		}
	}
}
