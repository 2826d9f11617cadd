package compare

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"culprit/engine/fact"
)

// show writes a value as a person reads it, by the unit in its field's name.
func show(name string, v reflect.Value) string {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		n := v.Int()
		switch {
		case strings.HasSuffix(name, "_bytes") && n > 0:
			return Bytes(n)
		case n == 0 && unlimited(name), n < 0:
			return "none"
		}
		return strconv.FormatInt(n, 10)
	case reflect.Float64:
		if v.Float() == 0 && unlimited(name) {
			return "none"
		}
		return strconv.FormatFloat(v.Float(), 'f', -1, 64)
	case reflect.Bool:
		if v.Bool() {
			return "yes"
		}
		return "no"
	case reflect.String:
		return strings.Join(strings.Fields(v.String()), " ")
	}
	return fmt.Sprint(v.Interface())
}

// unlimited: a zero amount or limit means that there is none.
func unlimited(name string) bool {
	return strings.HasSuffix(name, "_bytes") || strings.HasSuffix(name, "_limit") || name == "cpus" || name == "max_retries" || name == "stop_timeout_seconds"
}

// Bytes writes an amount of memory or disk.
func Bytes(n int64) string {
	const units = "KMGTP"
	if n < 1<<10 {
		return fmt.Sprintf("%d B", n)
	}
	f, u := float64(n)/(1<<10), 0
	for ; f >= 1024 && u < len(units)-1; u++ {
		f /= 1024
	}
	return strings.TrimSuffix(strconv.FormatFloat(f, 'f', 1, 64), ".0") + " " + units[u:u+1] + "iB"
}

// members writes the elements of a list, sorted. Of a network only its name
// counts: addresses and ids change with every start.
func members(v reflect.Value) []string {
	list := make([]string, 0, v.Len())
	for i := range v.Len() {
		switch x := v.Index(i).Interface().(type) {
		case string:
			list = append(list, x)
		case fact.NetworkEndpoint:
			list = append(list, x.Name)
		case fact.PortBinding:
			text := fmt.Sprintf("%d/%s", x.ContainerPort, x.Protocol)
			if x.HostPort > 0 {
				text = strings.TrimPrefix(fmt.Sprintf("%s:%d->%s", x.HostIP, x.HostPort, text), ":")
			}
			list = append(list, text)
		case fact.Mount:
			source := x.Source
			if x.Name != "" {
				source = x.Name
			}
			mode := "rw"
			if x.ReadOnly {
				mode = "ro"
			}
			list = append(list, fmt.Sprintf("%s %s:%s:%s", x.Type, source, x.Destination, mode))
		case fact.EnvAddress:
			text := x.Host
			if x.Port > 0 {
				text += ":" + strconv.Itoa(x.Port)
			}
			if x.Scheme != "" {
				text = x.Scheme + "://" + text
			}
			list = append(list, x.Name+"="+text)
		default:
			list = append(list, fmt.Sprint(x))
		}
	}
	if v.Len() > 0 && v.Index(0).Kind() == reflect.String {
		return list // arguments keep their order
	}
	slices.Sort(list)
	return list
}
