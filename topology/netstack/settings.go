package netstack

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"

	"netlab/topology"
)

// setting is one thing that a lab can set for a host as a whole. Names are
// those of Linux's sysctls (Documentation/networking/ip-sysctl.rst) where there
// is one, and else of the socket option whose default they set, in small letters.
type setting struct {
	values string // what it takes, for the manual
	doc    string
	read   func(v string) (setter, error) // what a value asks for, or what is wrong with it
}

// setter sets a host as a value has asked for.
type setter func(h *host) error

// What Linux allows, MAX_TCP_KEEPIDLE and MAX_TCP_KEEPCNT of include/net/tcp.h.
const (
	maxKeepalive = 32767 // seconds
	maxProbes    = 127
)

// settings are what a lab can set, by name.
var settings = sync.OnceValue(func() map[string]setting {
	return map[string]setting{
		"tcp_sack": {"0|1", "selective acknowledgements (RFC 2018)", transport(func(v bool) tcpip.SettableTransportProtocolOption {
			o := tcpip.TCPSACKEnabled(v)
			return &o
		})},
		"tcp_recovery": {"0|1", "RACK loss detection (RFC 8985)", transport(func(v bool) tcpip.SettableTransportProtocolOption {
			o := tcpip.TCPRecovery(0)
			if v {
				o = tcpip.TCPRACKLossDetection
			}
			return &o
		})},
		"tcp_moderate_rcvbuf": {"0|1", "let the receive buffer grow by itself", transport(func(v bool) tcpip.SettableTransportProtocolOption {
			o := tcpip.TCPModerateReceiveBufferOption(v)
			return &o
		})},
		"tcp_nodelay": {"0|1", "sockets begin with TCP_NODELAY; 0: Nagle's algorithm (RFC 9293, 3.7.4)", transport(func(v bool) tcpip.SettableTransportProtocolOption {
			o := tcpip.TCPDelayEnabled(!v)
			return &o
		})},
		"tcp_syncookies": {"1|2", "1: when the backlog is full; 2: always (RFC 4987, 3.6)", setSynCookies},
		"tcp_congestion_control": {"reno|cubic", "congestion control (RFC 5681, RFC 9438)", func(v string) (setter, error) {
			o := tcpip.CongestionControlOption(v)
			return transportOption(&o), topology.CheckWord("reno", "cubic")(v)
		}},
		"tcp_rmem": {"MIN DEFAULT MAX", "receive buffer, octets", func(v string) (setter, error) {
			r, err := threeSizes(v)
			return transportOption(&tcpip.TCPReceiveBufferSizeRangeOption{Min: r[0], Default: r[1], Max: r[2]}), err
		}},
		"tcp_wmem": {"MIN DEFAULT MAX", "send buffer, octets", func(v string) (setter, error) {
			r, err := threeSizes(v)
			return transportOption(&tcpip.TCPSendBufferSizeRangeOption{Min: r[0], Default: r[1], Max: r[2]}), err
		}},
		"tcp_timewait_len": {"TIME", "how long TIME-WAIT lasts, 2MSL (RFC 9293, 3.4.2)", timed(func(d time.Duration) tcpip.SettableTransportProtocolOption {
			o := tcpip.TCPTimeWaitTimeoutOption(d)
			return &o
		})},
		"tcp_fin_timeout": {"TIME", "how long an orphan stays in FIN-WAIT-2", timed(func(d time.Duration) tcpip.SettableTransportProtocolOption {
			o := tcpip.TCPLingerTimeoutOption(d)
			return &o
		})},
		"tcp_rto_min": {"TIME", "least retransmission timeout (RFC 6298, 2.4)", timed(func(d time.Duration) tcpip.SettableTransportProtocolOption {
			o := tcpip.TCPMinRTOOption(d)
			return &o
		})},
		"tcp_rto_max": {"TIME", "greatest retransmission timeout (RFC 6298, 2.5)", timed(func(d time.Duration) tcpip.SettableTransportProtocolOption {
			o := tcpip.TCPMaxRTOOption(d)
			return &o
		})},
		"tcp_retries2": {"N", "retransmissions before a connection is given up", func(v string) (setter, error) {
			n, err := strconv.ParseUint(v, 10, 8)
			if err != nil {
				return nil, fmt.Errorf("wanted a number up to 255, saw %q", v)
			}
			o := tcpip.TCPMaxRetriesOption(n)
			return transportOption(&o), nil
		}},
		"tcp_tw_reuse": {"0|1|2", "a new connection may take a port in TIME-WAIT: never, always, on loopback", func(v string) (setter, error) {
			n, err := strconv.ParseUint(v, 10, 2)
			if err != nil || n > 2 {
				return nil, fmt.Errorf("wanted 0, 1 or 2, saw %q", v)
			}
			o := tcpip.TCPTimeWaitReuseOption(n)
			return transportOption(&o), nil
		}},
		"ip_default_ttl": {"N", "time to live of what the host sends", func(v string) (setter, error) {
			n, err := strconv.ParseUint(v, 10, 8)
			if err != nil || n == 0 {
				return nil, fmt.Errorf("wanted a number from 1 to 255, saw %q", v)
			}
			o := tcpip.DefaultTTLOption(n)
			return func(h *host) error {
				for _, p := range []tcpip.NetworkProtocolNumber{header.IPv4ProtocolNumber, header.IPv6ProtocolNumber} {
					if h.stack.CheckNetworkProtocol(p) {
						h.stack.SetNetworkProtocolOption(p, &o)
					}
				}
				return nil
			}, nil
		}},
		"tcp_queue_seq": {"N", "the initial number of every connection, opened or accepted, but for SYN cookies", func(v string) (setter, error) {
			n, err := strconv.ParseUint(v, 10, 32)
			if err != nil {
				return nil, fmt.Errorf("wanted a number up to %d, saw %q", uint32(math.MaxUint32), v)
			}
			isn := uint32(n)
			return func(h *host) error { h.initial.every = &isn; return nil }, nil
		}},
		"so_keepalive":         {"0|1", "sockets begin with SO_KEEPALIVE (RFC 9293, 3.8.4)", onSocket("SO_KEEPALIVE", 0, 1)},
		"so_reuseaddr":         {"0|1", "sockets begin with SO_REUSEADDR", onSocket("SO_REUSEADDR", 0, 1)},
		"so_rcvbuf":            {"N", "sockets begin with SO_RCVBUF, octets", onSocket("SO_RCVBUF", 1, math.MaxInt32)},
		"so_sndbuf":            {"N", "sockets begin with SO_SNDBUF, octets", onSocket("SO_SNDBUF", 1, math.MaxInt32)},
		"tcp_keepalive_time":   {"SECONDS", "idle time before the first probe (TCP_KEEPIDLE)", onSocket("TCP_KEEPIDLE", 1, maxKeepalive)},
		"tcp_keepalive_intvl":  {"SECONDS", "time between probes (TCP_KEEPINTVL)", onSocket("TCP_KEEPINTVL", 1, maxKeepalive)},
		"tcp_keepalive_probes": {"N", "probes before the connection is given up (TCP_KEEPCNT)", onSocket("TCP_KEEPCNT", 1, maxProbes)},
		"tcp_user_timeout":     {"MILLISECONDS", "how long sent data may stay unacknowledged (RFC 5482)", onSocket("TCP_USER_TIMEOUT", 0, math.MaxInt32)},
	}
})

// Settings lists what a lab can set for this stack, for the manual and for
// checking a lab before it runs.
func Settings() []topology.Setting {
	var all []topology.Setting
	for name, s := range settings() {
		all = append(all, topology.Setting{Name: name, Values: s.values, Doc: s.doc, Check: func(v string) error {
			_, err := s.read(v)
			return err
		}})
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// socketDefaults are options that every socket of the host begins with.
type socketDefaults []struct{ option, value string }

func (d socketDefaults) apply(s *socket) {
	for _, o := range d {
		if s.tcp != nil || o.option[:3] == "SO_" {
			s.SetOption(o.option, o.value)
		}
	}
}

// configure applies the plan's settings, in the order of their names.
func (h *host) configure() error {
	names := make([]string, 0, len(h.env.Plan.Set))
	for name := range h.env.Plan.Set {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		s, ok := settings()[name]
		if !ok {
			return fmt.Errorf("set: netstack has no setting %q%s", name, topology.MeantSetting(name, Settings()))
		}
		set, err := s.read(h.env.Plan.Set[name])
		if err == nil {
			err = set(h)
		}
		if err != nil {
			return fmt.Errorf("set: %s: %w", name, err)
		}
	}
	return nil
}

// transportOption sets an option of the whole stack's TCP.
func transportOption(o tcpip.SettableTransportProtocolOption) setter {
	return func(h *host) error {
		if err := h.stack.SetTransportProtocolOption(tcp.ProtocolNumber, o); err != nil {
			return fmt.Errorf("the stack refuses it: %s", reason(err))
		}
		return nil
	}
}

func transport(option func(bool) tcpip.SettableTransportProtocolOption) func(string) (setter, error) {
	return func(v string) (setter, error) {
		n, err := optionValue(v)
		if err != nil || n != 0 && n != 1 {
			return nil, fmt.Errorf("wanted 0 or 1, saw %q", v)
		}
		return transportOption(option(n != 0)), nil
	}
}

func timed(option func(time.Duration) tcpip.SettableTransportProtocolOption) func(string) (setter, error) {
	return func(v string) (setter, error) {
		d, err := topology.ParseSeconds(v)
		return transportOption(option(d)), err
	}
}

// onSocket sets an option, to a value from least to most, for all sockets.
func onSocket(option string, least, most int) func(string) (setter, error) {
	return func(v string) (setter, error) {
		if n, err := optionValue(v); err != nil || n < least || n > most {
			return nil, fmt.Errorf("wanted a number from %d to %d, saw %q", least, most, v)
		}
		return func(h *host) error {
			h.opts = append(h.opts, struct{ option, value string }{option, v})
			return nil
		}, nil
	}
}

// setSynCookies: the stack takes to cookies by itself when the backlog is full
// and has no switch against that, so 0 cannot be had.
func setSynCookies(v string) (setter, error) {
	if v != "1" && v != "2" {
		return nil, fmt.Errorf("wanted 1 or 2 (netstack cannot do without SYN cookies), saw %q", v)
	}
	o := tcpip.TCPAlwaysUseSynCookies(v == "2")
	return transportOption(&o), nil
}

func threeSizes(v string) (r [3]int, err error) {
	f := strings.Fields(v)
	if len(f) != 3 {
		return r, fmt.Errorf("wanted three sizes in octets, MIN DEFAULT MAX, saw %q", v)
	}
	for i := range f {
		if r[i], err = strconv.Atoi(f[i]); err != nil {
			return r, fmt.Errorf("wanted a size in octets, saw %q", f[i])
		}
	}
	if r[0] <= 0 || r[1] < r[0] || r[2] < r[1] {
		return r, fmt.Errorf("wanted MIN DEFAULT MAX, each at least what is before it, saw %q", v)
	}
	return r, nil
}
