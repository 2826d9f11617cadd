package kubernetes

import (
	"strconv"
	"strings"
	"time"

	"culprit/parsers/size"
)

const second = time.Second

// memory reads a quantity of bytes as Kubernetes writes it: 256Mi, 1G (a
// decimal giga, unlike Docker's), 128974848, 1e9, 500m (thousandths).
func memory(text string) int64 {
	text = strings.TrimSpace(text)
	if text == "" {
		return -1
	}
	if n, ok := strings.CutSuffix(text, "m"); ok {
		v, err := strconv.ParseFloat(n, 64)
		if err != nil {
			return -1
		}
		return int64(v / 1000)
	}
	if strings.ContainsAny(text[len(text)-1:], "kMGTP") {
		text += "B"
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 0 && n < 1e18 {
		return int64(n)
	}
	return size.Parse(text, 1)
}

// cores reads a quantity of CPU: 500m, 2, 0.5.
func cores(text string) float64 {
	number, thousandths := strings.CutSuffix(strings.TrimSpace(text), "m")
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || n < 0 {
		return -1
	}
	if thousandths {
		n /= 1000
	}
	return n
}

// cleanID takes the runtime off a container id: containerd://4f0e….
func cleanID(id string) string {
	if _, rest, ok := strings.Cut(id, "://"); ok {
		return rest
	}
	return id
}
