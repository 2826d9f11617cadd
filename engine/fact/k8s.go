package fact

// K8sPod is one container of a Kubernetes pod, from pod JSON or kubectl
// describe pod.
type K8sPod struct {
	Pod              string `expr:"pod" doc:"pod name"`
	Namespace        string `expr:"namespace" doc:"namespace"`
	Node             string `expr:"node" doc:"node it was scheduled to"`
	Phase            string `expr:"phase" doc:"Pending, Running, Succeeded, Failed, Unknown"`
	Reason           string `expr:"reason" doc:"pod reason: Evicted, NodeLost"`
	Message          string `expr:"message" doc:"pod message"`
	Container        string `expr:"container" doc:"container name; empty for the pod itself"`
	ContainerID      string `expr:"container_id" doc:"without the runtime's prefix"`
	Image            string `expr:"image" doc:"image"`
	Ready            bool   `expr:"ready" doc:"passes its readiness probe"`
	RestartCount     int    `expr:"restart_count" doc:"restarts"`
	State            string `expr:"state" doc:"waiting, running, terminated"`
	StateReason      string `expr:"state_reason" doc:"CrashLoopBackOff, ImagePullBackOff, CreateContainerConfigError, Completed, Error, OOMKilled"`
	StateMessage     string `expr:"state_message" doc:"its message"`
	ExitCode         int    `expr:"exit_code" doc:"of the present or last termination; -1 when there is none"`
	LastReason       string `expr:"last_reason" doc:"reason of the last termination: OOMKilled, Error"`
	LastMessage      string `expr:"last_message" doc:"its message"`
	MemoryLimitBytes int64  `expr:"memory_limit_bytes" doc:"limit; 0 none"`
}

// K8sEvent is a Kubernetes event.
type K8sEvent struct {
	Type      string `expr:"type" doc:"Normal or Warning"`
	Reason    string `expr:"reason" doc:"BackOff, Failed, FailedMount, Unhealthy, OOMKilling, Evicted, FailedScheduling, …"`
	Object    string `expr:"object" doc:"kind/name"`
	Namespace string `expr:"namespace" doc:"namespace"`
	Message   string `expr:"message" doc:"its message"`
	Times     int    `expr:"times" doc:"how often it was seen"`
}
