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

func TestProofOfADependency(t *testing.T) {
	facts := shop()
	facts[1].Data.(*fact.ContainerState).EnvAddresses[0].Line = 812
	g := New(facts)
	path := g.Path(container("shop-api-1"), container("shop-cache-1"))
	if len(path) != 2 || path[0].How != "compose depends_on" || path[1].How != "environment variable REDIS_URL" || path[1].Proof.Line != 812 {
		t.Errorf("got %+v", path)
	}
	g.Observe(container("shop-worker-1"), container("shop-cache-1"), fact.Origin{Stream: "worker.log"})
	if path := g.Path(container("shop-worker-1"), container("shop-cache-1")); path[0].How != "environment variable REDIS_URL" {
		t.Errorf("a setting proves more than a log, got %+v", path)
	}
	if got := g.Clients(container("shop-cache-1")); len(got) != 1 || got[0].Name != "shop-worker-1" {
		t.Errorf("clients of the cache: %+v", got)
	}
	if got := g.Dependents(container("shop-cache-1")); len(got) != 2 || got[1].Name != "shop-api-1" {
		t.Errorf("dependents of the cache: %+v", got)
	}
}

func TestConnectionIsADependency(t *testing.T) {
	facts := append(shop(), fact.Fact{Kind: "host.socket", Origin: fact.Origin{Stream: "ss.txt", Line: 3},
		Data: &fact.HostSocket{State: "established", Address: "172.18.0.2", Port: 6379, Peer: "172.18.0.3:51234"}})
	facts[1].Data.(*fact.ContainerState).EnvAddresses = nil
	g := New(facts)
	path := g.Path(container("shop-worker-1"), container("shop-cache-1"))
	if len(path) != 1 || path[0].How != "connection" || path[0].Proof.Line != 3 || g.DependsOn(container("shop-cache-1"), container("shop-worker-1")) {
		t.Errorf("got %+v", path)
	}
}

func TestNamesOfAGPU(t *testing.T) {
	facts := append(shop(),
		fact.Fact{Kind: "gpu.device", Data: &fact.GPUDevice{Index: 1, UUID: "GPU-aa-bb"}, Origin: fact.Origin{Stream: "smi-L"}},
		fact.Fact{Kind: "gpu.device", Data: &fact.GPUDevice{Index: 1, PCIAddress: "00000000:3B:00.0"}, Origin: fact.Origin{Stream: "smi"}},
		fact.Fact{Kind: "gpu.process", Data: &fact.GPUProcess{GPUIndex: 1, PID: 4243}},
		fact.Fact{Kind: "host.process", Data: &fact.HostProcess{PID: 4243, PPID: 4242}},
	)
	facts[1].Data.(*fact.ContainerState).PID = 4242
	g := New(facts)
	want := fact.Subject{Kind: fact.GPU, Name: "GPU 1", ID: "GPU-aa-bb"}
	for _, s := range []fact.Subject{
		{Kind: fact.GPU, Name: "GPU 1"}, {Kind: fact.GPU, ID: "GPU-AA-BB"},
		{Kind: fact.GPU, Name: "GPU 00000000:3B:00.0", ID: "00000000:3B:00.0"},
	} {
		if got := g.Canonical(s); got != want {
			t.Errorf("%+v is %+v", s, got)
		}
	}
	if got := g.Canonical(fact.Subject{Kind: fact.Process, Name: "python", ID: "4243"}); got.Name != "shop-worker-1" {
		t.Errorf("a child of the worker's process is the worker's, got %+v", got)
	}
	if _, yes, _ := g.StandsOn(container("shop-worker-1"), want); !yes {
		t.Error("the worker's process holds memory of the GPU")
	}
}

func TestWhereDataLies(t *testing.T) {
	facts := append(shop(),
		fact.Fact{Kind: "host.filesystem", Subject: fact.Subject{Kind: fact.FileSystem, Name: "/"}, Data: &fact.HostFilesystem{Mountpoint: "/", Device: "/dev/sda1"}, Origin: fact.Origin{Line: 1}},
		fact.Fact{Kind: "host.filesystem", Subject: fact.Subject{Kind: fact.FileSystem, Name: "/data"}, Data: &fact.HostFilesystem{Mountpoint: "/data", Device: "/dev/sdb1"}, Origin: fact.Origin{Stream: "df.txt", Line: 2}},
	)
	worker := facts[1].Data.(*fact.ContainerState)
	worker.Image, worker.Mounts = "worker", []fact.Mount{{Type: "bind", Source: "/data/jobs", Destination: "/jobs"}}
	facts[2].Data.(*fact.ContainerState).Image = "api"
	g := New(facts)
	data := g.Canonical(fact.Subject{Kind: fact.FileSystem, Name: "sdb1"})
	if data.Name != "/data" {
		t.Fatalf("sdb1 is mounted at /data, got %+v", data)
	}
	if e, yes, _ := g.StandsOn(container("shop-worker-1"), data); !yes || e.How != "data in /data/jobs" || e.Proof.Line != 2 {
		t.Errorf("the worker writes to /data, got %+v", e)
	}
	if _, yes, known := g.StandsOn(container("shop-api-1"), data); yes || !known {
		t.Error("the api has nothing there, and that is known")
	}
	if !g.Shares(container("shop-worker-1"), container("shop-api-1"), "filesystem") {
		t.Error("the layers of both lie below Docker's root")
	}
}

func TestNamesOfOnePod(t *testing.T) {
	pod := func(d fact.K8sPod) fact.Fact {
		d.Namespace = "shop"
		return fact.Fact{Kind: "k8s.pod", Data: &d, Origin: fact.Origin{Stream: "pods.json"}}
	}
	g := New([]fact.Fact{
		pod(fact.K8sPod{Pod: "redis-6d4cf56db6-x2lqp", Container: "server", Address: "10.1.0.7"}),
		pod(fact.K8sPod{Pod: "redis-6d4cf56db6-x2lqp"}),
		pod(fact.K8sPod{Pod: "web-0", Container: "app", EnvAddresses: []fact.EnvAddress{{Host: "redis.shop.svc.cluster.local", Port: 6379}}}),
		pod(fact.K8sPod{Pod: "web-0", Container: "setup", Init: true}),
	})
	for _, s := range []fact.Subject{
		{Kind: fact.Pod, Name: "redis-6d4cf56db6-x2lqp"},
		{Kind: fact.Pod, Name: "redis-6d4cf56db6-x2lqp/server", Project: "shop"},
		{Kind: fact.Endpoint, Name: "redis:6379"},
		{Kind: fact.Endpoint, Name: "10.1.0.7:6379"},
	} {
		if got := g.Canonical(s).Name; got != "redis-6d4cf56db6-x2lqp/server" {
			t.Errorf("%+v is %q", s, got)
		}
	}
	web := fact.Subject{Kind: fact.Pod, Name: "web-0"}
	if got := g.Canonical(web).Name; got != "web-0/app" {
		t.Errorf("web-0 is %q", got)
	}
	if !g.DependsOn(web, fact.Subject{Kind: fact.Pod, Name: "redis-6d4cf56db6-x2lqp"}) {
		t.Error("web does not need redis")
	}
}

func TestComposeFileNamesContainers(t *testing.T) {
	listed := func(name string) fact.Fact {
		return fact.Fact{Kind: "container.summary", Data: &fact.ContainerSummary{Name: name}, Origin: fact.Origin{Stream: "ps.txt"}}
	}
	service := func(d fact.ComposeService) fact.Fact {
		return fact.Fact{Kind: "compose.service", Data: &d, Origin: fact.Origin{Stream: "compose.yml"}, Subject: fact.Subject{Kind: fact.Container, Name: d.ContainerName, Service: d.Service}}
	}
	g := New([]fact.Fact{
		listed("shop-db-1"), listed("shop-worker-1"), listed("queue"), listed("other-db2-1"),
		service(fact.ComposeService{Service: "db"}), service(fact.ComposeService{Service: "worker", DependsOn: []string{"db"}}),
		service(fact.ComposeService{Service: "broker", ContainerName: "queue"}),
	})
	for name, want := range map[string]string{"db:5432": "shop-db-1", "broker:5672": "queue"} {
		if got := g.Canonical(fact.Subject{Kind: fact.Endpoint, Name: name}).Name; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if !g.DependsOn(container("shop-worker-1"), container("shop-db-1")) {
		t.Error("the worker's depends_on is not known")
	}
	if n := len(g.Containers()); n != 4 {
		t.Errorf("%d containers, want the 4 that were listed", n)
	}
}

// Without labels the names alone tell compose's service: as docker ps prints
// them, and not where compose logs print them without the project.
func TestServicesOfNames(t *testing.T) {
	listed := func(names ...string) *Graph {
		var facts []fact.Fact
		for _, n := range names {
			facts = append(facts, fact.Fact{Kind: "container.summary", Subject: container(n), Data: &fact.ContainerSummary{Name: n}})
		}
		return New(facts)
	}
	for _, c := range []struct {
		names      []string
		alias, who string
	}{
		{[]string{"shop_db_1", "shop_redis_1", "shop_worker_1"}, "db", "shop_db_1"},
		{[]string{"my-shop-db-1", "my-shop-redis-1", "my-shop-worker-1"}, "db", "my-shop-db-1"},
		{[]string{"shop-api-a-1", "shop-api-b-1", "shop-db-1"}, "api-a", "shop-api-a-1"},
		{[]string{"celery-beat-1", "celery-flower-1", "celery-worker-1", "redis-1"}, "beat", ""},
		{[]string{"shop-db-1", "shop-worker-1"}, "db", ""},
		{[]string{"shop_redis", "shop_worker", "shop_api"}, "redis", "shop_redis"},
		{[]string{"shop-redis", "shop-worker"}, "redis", ""},
		{[]string{"shop_redis.1.x8k2m1n3b4v5c6x7z8l9k0j1h"}, "redis", "shop_redis.1.x8k2m1n3b4v5c6x7z8l9k0j1h"},
		{[]string{"cache.1.x8k2m1n3b4v5c6x7z8l9k0j1h"}, "cache", "cache.1.x8k2m1n3b4v5c6x7z8l9k0j1h"},
	} {
		s := listed(c.names...).Endpoint(c.alias, 5432, fact.Subject{})
		if c.who != "" && s.Name != c.who || c.who == "" && s.Kind == fact.Container {
			t.Errorf("in %v %s is %v, want %q", c.names, c.alias, s, c.who)
		}
	}
}

// A process whose pid is known to no container is the container that alone runs
// a program of that name; another one is itself, whatever its pid.
func TestProcessByName(t *testing.T) {
	facts := shop()
	facts[0].Data.(*fact.ContainerState).Command = []string{"redis-server", "--save", ""}
	facts[1].Data.(*fact.ContainerState).Command = []string{"python3", "-m", "celery"}
	g := New(facts)
	if s := g.Canonical(fact.Subject{Kind: fact.Process, Name: "redis-server", ID: "77"}); s.Name != "shop-cache-1" {
		t.Errorf("redis-server is %v", s)
	}
	for _, name := range []string{"python3", "sshd"} {
		a, b := fact.Subject{Kind: fact.Process, Name: name, ID: "77"}, fact.Subject{Kind: fact.Process, Name: name, ID: "78"}
		if s := g.Canonical(a); s.Kind != fact.Process || s != g.Canonical(b) {
			t.Errorf("%s is %v", name, s)
		}
	}
}

// The kernel names a whole disk where it fails; its only mounted partition is
// what df shows of it.
func TestDiskOfPartition(t *testing.T) {
	mounted := func(device, point string) fact.Fact {
		return fact.Fact{Kind: "host.filesystem", Subject: fact.Subject{Kind: fact.FileSystem, Name: point}, Data: &fact.HostFilesystem{Device: device, Mountpoint: point}}
	}
	g := New([]fact.Fact{mounted("/dev/sda1", "/"), mounted("/dev/sda2", "/home"), mounted("/dev/sdb1", "/data"), mounted("/dev/nvme0n1p3", "/srv")})
	for disk, want := range map[string]string{"sdb": "/data", "/dev/sdb": "/data", "nvme0n1": "/srv", "sda": "sda", "sd": "sd", "": ""} {
		if s := g.Canonical(fact.Subject{Kind: fact.FileSystem, Name: disk}); s.Name != want {
			t.Errorf("%q is %q, want %q", disk, s.Name, want)
		}
	}
}

// Who needs a store needs the file system that holds its data.
func TestDependsOnFileSystem(t *testing.T) {
	facts := shop()
	facts[0].Data.(*fact.ContainerState).Mounts = []fact.Mount{{Type: "bind", Source: "/mnt/cache"}}
	facts[0].Data.(*fact.ContainerState).Image = "redis"
	for device, point := range map[string]string{"/dev/sda1": "/", "/dev/sdc1": "/mnt/cache", "/dev/sdd1": "/mnt/other"} {
		facts = append(facts, fact.Fact{Kind: "host.filesystem", Subject: fact.Subject{Kind: fact.FileSystem, Name: point}, Data: &fact.HostFilesystem{Device: device, Mountpoint: point}})
	}
	g := New(facts)
	at := func(point string) fact.Subject {
		return g.Canonical(fact.Subject{Kind: fact.FileSystem, Name: point})
	}
	if !g.DependsOn(container("shop-worker-1"), at("/mnt/cache")) || !g.DependsOn(container("shop-api-1"), at("/mnt/cache")) {
		t.Error("the worker needs the cache, and the api the worker")
	}
	if g.DependsOn(container("shop-worker-1"), at("/mnt/other")) || g.DependsOn(container("blog-cache-1"), at("/mnt/cache")) {
		t.Error("others need other file systems")
	}
}
