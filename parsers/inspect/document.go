package inspect

import (
	"encoding/json"
	"time"
)

// document is the part of an inspected container that becomes facts. It never
// leaves the package: Env holds secrets.
type document struct {
	ID            string `json:"Id"`
	ID2           string `json:"ID"` // config.v2.json
	Name          string
	Created       time.Time
	Image         string
	ImageName     string // podman
	Platform      string
	Os            string // config.v2.json
	RestartCount  int
	LogPath       string
	ProcessLabel  string
	OCIRuntime    string // podman
	ImageManifest struct {
		Platform struct {
			OS           string `json:"os"`
			Architecture string `json:"architecture"`
		} `json:"platform"`
	} `json:"ImageManifestDescriptor"`
	State struct {
		Status      string
		Running     bool
		Paused      bool
		Restarting  bool
		Dead        bool
		OOMKilled   bool
		ExitCode    int
		Error       string
		Pid         int
		StartedAt   time.Time
		FinishedAt  time.Time
		Health      *health
		Healthcheck *health // podman
	}
	Config struct {
		Hostname    string
		User        string
		Tty         bool
		Env         []string
		Cmd         stringList
		Entrypoint  stringList
		Image       string
		WorkingDir  string
		Labels      map[string]string
		StopSignal  json.RawMessage
		StopTimeout *int
		Healthcheck *struct{ Test []string }
	}
	HostConfig struct {
		Memory, MemorySwap, MemoryReservation int64
		OomKillDisable                        *bool
		ShmSize                               int64
		NanoCpus                              int64
		CpuQuota, CpuPeriod                   int64
		PidsLimit                             *int64
		Ulimits                               []struct {
			Name       string
			Soft, Hard int64
		}
		CgroupParent   string
		NetworkMode    string
		Privileged     bool
		ReadonlyRootfs bool
		CapAdd         []string
		CapDrop        []string
		SecurityOpt    []string
		Runtime        string
		Links          []string
		ExtraHosts     []string
		Dns            []string
		Binds          []string
		PortBindings   map[string][]portBinding
		RestartPolicy  struct {
			Name              string
			MaximumRetryCount int
		}
		LogConfig struct {
			Type   string
			Config map[string]string
		}
		DeviceRequests []struct {
			Driver       string
			Capabilities [][]string
		}
		Devices []struct{ PathOnHost string }
	}
	NetworkSettings struct {
		IPAddress string
		Gateway   string
		Ports     map[string][]portBinding
		Networks  map[string]struct {
			NetworkID string
			Aliases   []string
			DNSNames  []string
			IPAddress string
			Gateway   string
		}
	}
	Mounts []struct {
		Type, Name, Source, Destination string
		RW                              *bool
	}
	MountPoints map[string]struct { // config.v2.json
		Type, Name, Source, Destination string
		RW                              *bool
	}
}

type portBinding struct {
	HostIP   string `json:"HostIp"`
	HostPort string
}

type health struct {
	Status        string
	FailingStreak int
	Log           []struct {
		ExitCode int
		Output   string
	}
}

// stringList accepts a list or, as older engines and podman write it, a string.
type stringList []string

// UnmarshalJSON implements json.Unmarshaler.
func (l *stringList) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		if s != "" {
			*l = stringList{s}
		}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(l))
}
