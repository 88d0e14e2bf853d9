package linux

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"netlab/topology"
)

// setting is one thing that a lab can set for a kernel host: a sysctl, which is
// called what it is called below net.ipv4; an option that every socket begins
// with, in small letters; or what netlab does itself.
type setting struct {
	kind
	doc    string
	paths  []string // the sysctls that it sets
	option string   // the option that it sets
}

// kind is what a setting takes.
type kind struct {
	values string                         // for the manual
	read   func(v string) (string, error) // what is to be set then, or why nothing
}

// timewaitLen is the setting that the kernel does not have: its TIME-WAIT lasts
// as long as TCP_TIMEWAIT_LEN in include/net/tcp.h says, 60 s. Netlab ends it.
const timewaitLen = "tcp_timewait_len"

// What Linux allows, MAX_TCP_KEEPIDLE and others of include/net/tcp.h.
const (
	maxKeepalive = 32767 * time.Second
	maxProbes    = 127
	maxRTO       = 120 * time.Second
)

// settings are what a lab can set, by name.
var settings = sync.OnceValue(func() map[string]setting {
	all := map[string]setting{
		timewaitLen:   {kind: kind{"TIME", anyTime}, doc: "how long TIME-WAIT lasts, 2MSL (RFC 9293, 3.4.2); the kernel's own is 60s, netlab ends it (SOCK_DESTROY)"},
		"tcp_rto_min": {kind: duration(time.Microsecond, time.Microsecond, maxRTO), doc: "least retransmission timeout (RFC 6298, 2.4)", paths: []string{"ipv4/tcp_rto_min_us"}},
		"tcp_rto_max": {kind: duration(time.Millisecond, time.Second, maxRTO), doc: "greatest retransmission timeout (RFC 6298, 2.5)", paths: []string{"ipv4/tcp_rto_max_ms"}},

		"tcp_nodelay":      {kind: onOff, doc: "sockets begin with TCP_NODELAY; 0: Nagle's algorithm (RFC 9293, 3.7.4)", option: "TCP_NODELAY"},
		"tcp_user_timeout": {kind: numeric("MILLISECONDS", 0, math.MaxInt32), doc: "how long sent data may stay unacknowledged (RFC 5482)", option: "TCP_USER_TIMEOUT"},
		"so_keepalive":     {kind: onOff, doc: "sockets begin with SO_KEEPALIVE (RFC 9293, 3.8.4)", option: "SO_KEEPALIVE"},
		"so_reuseaddr":     {kind: onOff, doc: "sockets begin with SO_REUSEADDR", option: "SO_REUSEADDR"},
		"so_rcvbuf":        {kind: numeric("N", 1, math.MaxInt32), doc: "sockets begin with SO_RCVBUF, octets; the kernel doubles it", option: "SO_RCVBUF"},
		"so_sndbuf":        {kind: numeric("N", 1, math.MaxInt32), doc: "sockets begin with SO_SNDBUF, octets; the kernel doubles it", option: "SO_SNDBUF"},
	}
	for _, s := range sysctls() {
		if s.read != nil {
			all[s.name()] = setting{kind: s.kind, doc: s.doc, paths: s.paths()}
		}
	}
	// One name for what IPv6 calls the hop limit.
	ttl := all["ip_default_ttl"]
	ttl.paths = append(ttl.paths, "ipv6/conf/all/hop_limit", "ipv6/conf/default/hop_limit")
	all["ip_default_ttl"] = ttl
	return all
})

// Settings lists what a lab can set for a kernel host, for the manual and for
// checking a lab before it runs.
func Settings() []topology.Setting {
	var all []topology.Setting
	for name, s := range settings() {
		all = append(all, topology.Setting{Name: name, Values: s.values, Doc: s.doc, Check: func(v string) error {
			_, err := s.read(v)
			return err
		}})
	}
	slices.SortFunc(all, func(a, b topology.Setting) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// onOff is what is or is not.
var onOff = kind{"0|1", func(v string) (string, error) {
	switch strings.ToLower(v) {
	case "1", "on", "true", "yes":
		return "1", nil
	case "0", "off", "false", "no":
		return "0", nil
	}
	return "", fmt.Errorf("wanted 0 or 1, saw %q", v)
}}

// numeric is a whole number from least to most.
func numeric(values string, least, most int64) kind {
	return kind{values, func(v string) (string, error) {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || n < least || n > most {
			return "", fmt.Errorf("wanted a number from %d to %d, saw %q", least, most, v)
		}
		return strconv.FormatInt(n, 10), nil
	}}
}

// choice is a number from 0 to most, each with its own meaning.
func choice(most int64) kind {
	var all []string
	for i := range most + 1 {
		all = append(all, strconv.FormatInt(i, 10))
	}
	return numeric(strings.Join(all, "|"), 0, most)
}

// duration is a time from least to most, which the kernel counts in units.
func duration(unit, least, most time.Duration) kind {
	return kind{"TIME", func(v string) (string, error) {
		d, err := topology.ParseSeconds(v)
		switch {
		case err != nil:
			return "", err
		case d < least || d > most:
			return "", fmt.Errorf("wanted a time from %v to %v, saw %q", least, most, v)
		case d%unit != 0:
			return "", fmt.Errorf("wanted a multiple of %v, which the kernel counts in, saw %q", unit, v)
		}
		return strconv.FormatInt(int64(d/unit), 10), nil
	}}
}

func anyTime(v string) (string, error) {
	d, err := topology.ParseSeconds(v)
	return d.String(), err
}

// sizes is a least, a usual and a greatest size.
var sizes = kind{"MIN DEFAULT MAX", func(v string) (string, error) {
	f := strings.Fields(v)
	if len(f) != 3 {
		return "", fmt.Errorf("wanted three sizes in octets, MIN DEFAULT MAX, saw %q", v)
	}
	last := int64(1)
	for _, s := range f {
		n, err := strconv.ParseInt(s, 10, 32)
		if err != nil || n < 1 {
			return "", fmt.Errorf("wanted a size in octets, saw %q", s)
		}
		if n < last {
			return "", fmt.Errorf("wanted MIN <= DEFAULT <= MAX, saw %q", v)
		}
		last = n
	}
	return strings.Join(f, " "), nil
}}

// ports is the first and the last of a range of ports.
var ports = kind{"FIRST LAST", func(v string) (string, error) {
	f := strings.Fields(v)
	if len(f) == 2 {
		first, err1 := strconv.ParseUint(f[0], 10, 16)
		last, err2 := strconv.ParseUint(f[1], 10, 16)
		if err1 == nil && err2 == nil && 0 < first && first <= last {
			return strings.Join(f, " "), nil
		}
	}
	return "", fmt.Errorf("wanted the first and the last port, saw %q", v)
}}

// algorithm is a name of a congestion control. Which there are, the kernel knows.
var algorithm = kind{"reno|cubic|...", func(v string) (string, error) {
	const longest = 15 // TCP_CA_NAME_MAX in include/net/tcp.h, and its end
	if v == "" || len(v) > longest || strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r == '/' || r > '~' }) {
		return "", fmt.Errorf("wanted the name of a congestion control, saw %q", v)
	}
	return v, nil
}}
