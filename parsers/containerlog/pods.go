package containerlog

import "bytes"

// podPrefix reads what is put before each line of a pod's container:
//
//	shop-6d8f7b5c9c-hk2vd shop …        stern
//	[pod/shop-6d8f7b5c9c-hk2vd/shop] …  kubectl logs --prefix
//
// Of stern's only the names that a Deployment's pods get are told from words.
func podPrefix(b []byte) (pod, container, rest []byte) {
	const longest = 160
	head := b[:min(len(b), longest)]
	if inner, ok := bytes.CutPrefix(head, []byte("[pod/")); ok {
		inner, _, ok = bytes.Cut(inner, []byte("] "))
		pod, container, _ = bytes.Cut(inner, []byte("/"))
		if !ok || !kubeName(pod) || !kubeName(container) {
			return nil, nil, nil
		}
		return pod, container, b[len("[pod/")+len(inner)+len("] "):]
	}
	pod, after, ok := bytes.Cut(head, []byte(" "))
	container, _, more := bytes.Cut(after, []byte(" "))
	if !ok || !more || !kubeName(pod) || !kubeName(container) {
		return nil, nil, nil
	}
	const suffix = 5 // random characters of a pod of a ReplicaSet, after the hash of its template
	end := len(pod) - suffix - 1
	if end < 0 || pod[end] != '-' || bytes.IndexByte(pod[end+1:], '-') >= 0 {
		return nil, nil, nil
	}
	hash := end - bytes.LastIndexByte(pod[:end], '-') - 1
	if hash < 6 || hash > 10 || hash == end || bytes.ContainsAny(pod[end-hash:], "aeiou013") {
		return nil, nil, nil // Kubernetes draws from an alphabet that spells no words
	}
	return pod, container, b[len(pod)+1+len(container)+1:]
}

// kubeName reports whether b is the name of a pod or container: RFC 1123.
func kubeName(b []byte) bool {
	for _, c := range b {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.') {
			return false
		}
	}
	return len(b) > 0
}
