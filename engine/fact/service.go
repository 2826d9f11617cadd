package fact

import "time"

// ProbeResult is the answer to a check someone ran by hand or a health check.
type ProbeResult struct {
	Tool    string  `expr:"tool" doc:"redis-cli, pg_isready, curl, nc, ping, getent, nslookup, dig, celery, nvidia-smi, docker"`
	Command string  `expr:"command" doc:"the command line when it is known"`
	Host    string  `expr:"host" doc:"the peer that was asked"`
	Port    int     `expr:"port" doc:"its port; 0 when there is none"`
	OK      bool    `expr:"ok" doc:"whether the peer answered as a healthy one does"`
	Outcome string  `expr:"outcome" doc:"ok, refused, no-response, dns, timeout, unreachable, auth, missing (role or database), starting, overloaded, read-only, tls, http-error, loss, mtu, denied, error"`
	Code    int     `expr:"code" doc:"exit or HTTP status code; 0 when none was printed"`
	Message string  `expr:"message" doc:"what it printed"`
	Seconds float64 `expr:"seconds" doc:"how long it took; 0 when unknown"`
}

// TLSCertificate is what openssl x509, openssl s_client or curl -v tell of a
// certificate.
type TLSCertificate struct {
	Subject   string    `expr:"subject_name" doc:"distinguished name as printed"`
	Issuer    string    `expr:"issuer" doc:"distinguished name of the issuer"`
	Host      string    `expr:"host" doc:"the peer that showed it; empty for a file"`
	Port      int       `expr:"port" doc:"its port; 0 unknown"`
	File      string    `expr:"file" doc:"file it was read from; empty for a peer"`
	NotBefore time.Time `expr:"not_before" doc:"valid from; zero when not printed"`
	NotAfter  time.Time `expr:"not_after" doc:"valid until; zero when not printed"`
	Verify    int       `expr:"verify_code" doc:"openssl's verify return code; 0 is ok, -1 when it was not printed"`
	Message   string    `expr:"message" doc:"words of the verification, such as certificate has expired"`
}

// RedisInfo is what redis-cli INFO prints. Numbers of sections that were not
// printed are -1.
type RedisInfo struct {
	Version            string  `expr:"version" doc:"redis_version or valkey_version"`
	Role               string  `expr:"role" doc:"master or slave"`
	UsedMemoryBytes    int64   `expr:"used_memory_bytes" doc:"used_memory"`
	PeakMemoryBytes    int64   `expr:"peak_memory_bytes" doc:"used_memory_peak"`
	MaxMemoryBytes     int64   `expr:"max_memory_bytes" doc:"maxmemory; 0 is no limit"`
	MaxMemoryPolicy    string  `expr:"max_memory_policy" doc:"noeviction, allkeys-lru, …"`
	SystemMemoryBytes  int64   `expr:"system_memory_bytes" doc:"total_system_memory"`
	Fragmentation      float64 `expr:"fragmentation" doc:"mem_fragmentation_ratio"`
	EvictedKeys        int64   `expr:"evicted_keys" doc:"keys evicted since start"`
	RejectedClients    int64   `expr:"rejected_connections" doc:"connections refused because of maxclients"`
	ConnectedClients   int64   `expr:"connected_clients" doc:"clients"`
	MaxClients         int64   `expr:"max_clients" doc:"maxclients"`
	Loading            bool    `expr:"loading" doc:"still loads its data"`
	LastSaveStatus     string  `expr:"last_save_status" doc:"rdb_last_bgsave_status: ok or err"`
	LastAOFStatus      string  `expr:"last_aof_status" doc:"aof_last_write_status: ok or err"`
	MasterLink         string  `expr:"master_link" doc:"master_link_status of a replica: up or down"`
	UptimeSeconds      int64   `expr:"uptime_seconds" doc:"since its start"`
	UnsavedChanges     int64   `expr:"unsaved_changes" doc:"rdb_changes_since_last_save"`
	ConnectedReplicas  int64   `expr:"connected_replicas" doc:"connected_slaves"`
	TotalErrorsReplied int64   `expr:"error_replies" doc:"total_error_replies"`
}

// CeleryWorker is a worker that answered celery inspect or celery status.
type CeleryWorker struct {
	Node   string   `expr:"node" doc:"celery@host"`
	OK     bool     `expr:"ok" doc:"it answered OK"`
	Tasks  []string `expr:"tasks" doc:"what inspect registered lists: names of the tasks it knows"`
	Active int      `expr:"active" doc:"tasks that inspect active lists; -1 when not asked"`
}
