//go:build linux

package labs_test

import (
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
)

// lengths are the times that runs on the kernel have shown, by lab: when things
// happened, how long a connection was in a state, a call or a timer took, and how
// long after a segment of its host the next one was written.
type lengths map[string]map[time.Duration]bool

func (l lengths) add(name string, log *event.Log) {
	seen := l[name]
	if seen == nil {
		seen = map[time.Duration]bool{}
		l[name] = seen
	}
	entered, called, wrote := map[string]time.Duration{}, map[uint32]time.Duration{}, map[string]time.Duration{}
	for e := range log.All() {
		seen[e.At] = true
		host := e.Names.Host(e.Host)
		switch e.Kind {
		case event.Change:
			conn := host + " " + e.Names.Conn(e.Conn)
			if at, ok := entered[conn]; ok {
				seen[e.At-at] = true
			}
			entered[conn] = e.At
		case event.Call:
			called[e.N] = e.At
		case event.Return:
			if at, ok := called[e.Cause]; ok {
				seen[e.At-at] = true
			}
		case event.Timer:
			if e.More != nil && e.More.Timer != nil {
				seen[e.More.Timer.After] = true
			}
		case event.Send:
			// After any of its host's, and after one with the same flags.
			for _, key := range []string{host, host + e.Seg.Flags.String()} {
				if at, ok := wrote[key]; ok {
					seen[e.At-at] = true
				}
				wrote[key] = e.At
			}
		}
	}
}

// constants are times that texts give from the kernel's source and manual, which no
// lab waits for.
var constants = map[string]string{
	"60 s":   "TCP_TIMEWAIT_LEN, tcp_fin_timeout: include/net/tcp.h",
	"120 s":  "TCP_RTO_MAX: include/net/tcp.h",
	"200 ms": "TCP_RTO_MIN, TCP_DELACK_MAX: include/net/tcp.h",
	"40 ms":  "TCP_DELACK_MIN, TCP_ATO_MIN: include/net/tcp.h",
	"1 s":    "TCP_TIMEOUT_INIT: include/net/tcp.h; RFC 6298 (2.1)",
	"63 s":   "tcp_synack_retries 5: 1 + 2 + 4 + 8 + 16 + 32 s",
	"127 s":  "6 repetitions: 1 + 2 + ... + 64 s",
	"500 ms": "tcp_invalid_ratelimit: include/net/tcp.h",
}

// check: each time that a text gives in the section on the kernel was seen in a run
// there, give or take what a machine is late, or stands in the lab's file, in a
// ladder of netstack's, or among the constants.
func (l lengths) check(t *testing.T) {
	number := regexp.MustCompile(`\b(\d+(?:\.\d+)?) ?(ms|s)\b|\b(\d+\.\d{3})\b`)
	for _, name := range names() {
		for _, lang := range languages {
			if !l.has(name) {
				continue // no variant of it ran on the kernel
			}
			p := readPage(t, name, lang)
			truth := p.truth(t)
			text := blanks.ReplaceAllString(fence.ReplaceAllString(p.section(kernel), ""), " ")
			for _, m := range number.FindAllStringSubmatch(text, -1) {
				if constants[m[0]] != "" || standsIn(truth, m[0]) {
					continue
				}
				unit := m[2]
				if unit == "" {
					unit = "s"
				}
				want, err := time.ParseDuration(m[1] + m[3] + unit)
				if err != nil {
					t.Fatal(err)
				}
				if !l.near(name, want) {
					t.Errorf("%s, %q: no run on the kernel shows %s", p.path, p.heading(kernel), strings.TrimSpace(m[0]))
				}
			}
		}
	}
}

// near says whether a time was seen that is as good as that one.
func (l lengths) near(name string, want time.Duration) bool {
	for d := range l[name] {
		if off := math.Abs(float64(d - want)); off <= float64(30*time.Millisecond) || off <= 0.12*float64(want) {
			return true
		}
	}
	return false
}

func (l lengths) has(name string) bool { return len(l[name]) > 0 }
