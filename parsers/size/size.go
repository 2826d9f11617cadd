// Package size reads amounts of bytes as commands print them: 23Gi (free -h),
// 12.52MiB (docker stats), 1.5G (df -h), 48.7MB, 0B.
package size

import (
	"math"
	"strconv"
	"strings"
)

var units = map[string]float64{
	"": 1, "b": 1, "k": 1 << 10, "ki": 1 << 10, "kib": 1 << 10, "m": 1 << 20, "mi": 1 << 20, "mib": 1 << 20,
	"g": 1 << 30, "gi": 1 << 30, "gib": 1 << 30, "t": 1 << 40, "ti": 1 << 40, "tib": 1 << 40, "p": 1 << 50, "pi": 1 << 50, "pib": 1 << 50,
	"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "pb": 1e15,
}

// Parse returns the bytes of text, or -1 when it is no amount. A bare number
// counts units of unit bytes (1024 for df's blocks).
func Parse(text string, unit int64) int64 {
	text = strings.TrimSpace(text)
	i := 0
	for i < len(text) && (text[i] >= '0' && text[i] <= '9' || text[i] == '.' || text[i] == ',') {
		i++
	}
	n, err := strconv.ParseFloat(strings.ReplaceAll(text[:i], ",", "."), 64)
	if err != nil {
		return -1
	}
	suffix := strings.ToLower(strings.TrimSpace(text[i:]))
	factor, ok := units[suffix]
	if !ok {
		return -1
	}
	if suffix == "" {
		factor = float64(unit)
	}
	if n*factor > math.MaxInt64/2 {
		return -1
	}
	return int64(n * factor)
}
