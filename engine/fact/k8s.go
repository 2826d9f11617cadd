package fact

import "time"

// K8sPod is one container of a Kubernetes pod, from pod JSON or YAML, kubectl
// describe pod, kubectl get pods, crictl or kube-state-metrics. Amounts that
// were not printed are -1.
type K8sPod struct {
	Pod                string       `expr:"pod" doc:"pod name"`
	Namespace          string       `expr:"namespace" doc:"namespace"`
	Node               string       `expr:"node" doc:"node it was scheduled to"`
	Workload           string       `expr:"workload" doc:"what made it, as kubectl takes it: deployment/web; empty when not printed"`
	Phase              string       `expr:"phase" doc:"Pending, Running, Succeeded, Failed, Unknown"`
	Reason             string       `expr:"reason" doc:"pod reason: Evicted, NodeLost; the STATUS of kubectl get pods where it is no phase"`
	Message            string       `expr:"message" doc:"pod message"`
	Container          string       `expr:"container" doc:"container name; empty for the pod itself"`
	Init               bool         `expr:"init" doc:"an init container"`
	ContainerID        string       `expr:"container_id" doc:"without the runtime's prefix"`
	Image              string       `expr:"image" doc:"image"`
	Address            string       `expr:"address" doc:"IP of the pod"`
	Ready              bool         `expr:"ready" doc:"passes its readiness probe; of a pod: all its containers do"`
	RestartCount       int          `expr:"restart_count" doc:"restarts"`
	State              string       `expr:"state" doc:"waiting, running, terminated; empty when not printed"`
	StateReason        string       `expr:"state_reason" doc:"CrashLoopBackOff, ImagePullBackOff, CreateContainerConfigError, Completed, Error, OOMKilled"`
	StateMessage       string       `expr:"state_message" doc:"its message"`
	ExitCode           int          `expr:"exit_code" doc:"of the present or last termination; -1 when there is none"`
	LastReason         string       `expr:"last_reason" doc:"reason of the last termination: OOMKilled, Error"`
	LastMessage        string       `expr:"last_message" doc:"its message"`
	StartedAt          time.Time    `expr:"started_at" doc:"last start; zero when unknown"`
	FinishedAt         time.Time    `expr:"finished_at" doc:"end of the present or last termination; zero when there is none"`
	MemoryLimitBytes   int64        `expr:"memory_limit_bytes" doc:"limit; 0 none"`
	MemoryRequestBytes int64        `expr:"memory_request_bytes" doc:"request; 0 none"`
	CPUs               float64      `expr:"cpus" doc:"CPU limit in cores; 0 none, -1 not printed"`
	EnvNames           []string     `expr:"env_names" doc:"names of the environment variables"`
	EnvAddresses       []EnvAddress `expr:"env_addresses" doc:"variables whose value is an address, without credentials"`
	Probes             []string     `expr:"probes" doc:"probes it has: liveness, readiness, startup"`
}

// K8sEvent is a Kubernetes event.
type K8sEvent struct {
	Type      string `expr:"type" doc:"Normal or Warning"`
	Reason    string `expr:"reason" doc:"BackOff, Failed, FailedMount, Unhealthy, OOMKilling, Evicted, FailedScheduling, …"`
	Object    string `expr:"object" doc:"kind/name, the kind in small letters: pod/web-0; empty when not printed"`
	Namespace string `expr:"namespace" doc:"namespace"`
	Message   string `expr:"message" doc:"its message"`
	Times     int    `expr:"times" doc:"how often it was seen"`
	Recovered bool   `expr:"recovered" doc:"the same output shows its pod running and ready now"`
}

// K8sNode is one condition of a Kubernetes node.
type K8sNode struct {
	Node      string `expr:"node" doc:"node name"`
	Condition string `expr:"condition" doc:"Ready, MemoryPressure, DiskPressure, PIDPressure, NetworkUnavailable, or one of a node problem detector"`
	Status    string `expr:"status" doc:"True, False, Unknown"`
	Reason    string `expr:"reason" doc:"KubeletReady, KubeletHasDiskPressure, NodeStatusUnknown, …"`
	Message   string `expr:"message" doc:"its message"`
}
