package netstack

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"

	"netlab/topology"
)

// option is a socket option under its real name, see socket(7), tcp(7), ip(7).
type option struct {
	set func(s *socket, v int) topology.Errno
	get func(s *socket) (int, topology.Errno)
}

// socketOptions are the options that the stack really has. What it only
// swallows is not here: a program that asks for it gets ENOPROTOOPT.
var socketOptions = sync.OnceValue(func() map[string]option {
	return map[string]option{
		"SO_REUSEADDR": flag((*tcpip.SocketOptions).SetReuseAddress, (*tcpip.SocketOptions).GetReuseAddress),
		"SO_REUSEPORT": flag((*tcpip.SocketOptions).SetReusePort, (*tcpip.SocketOptions).GetReusePort),
		"SO_KEEPALIVE": flag((*tcpip.SocketOptions).SetKeepAlive, (*tcpip.SocketOptions).GetKeepAlive),
		"SO_BROADCAST": flag((*tcpip.SocketOptions).SetBroadcast, (*tcpip.SocketOptions).GetBroadcast),
		// The stack asks whether to delay (Nagle); the option says not to.
		"TCP_NODELAY": {
			set: func(s *socket, v int) topology.Errno {
				s.end.SocketOptions().SetDelayOption(v == 0)
				return topology.OK
			},
			get: func(s *socket) (int, topology.Errno) {
				return oneIf(!s.end.SocketOptions().GetDelayOption()), topology.OK
			},
		},
		"TCP_CORK":     flag((*tcpip.SocketOptions).SetCorkOption, (*tcpip.SocketOptions).GetCorkOption),
		"TCP_QUICKACK": flag((*tcpip.SocketOptions).SetQuickAck, (*tcpip.SocketOptions).GetQuickAck),
		"SO_RCVBUF": {
			set: func(s *socket, v int) topology.Errno {
				s.end.SocketOptions().SetReceiveBufferSize(int64(v), true)
				return topology.OK
			},
			get: func(s *socket) (int, topology.Errno) {
				return int(s.end.SocketOptions().GetReceiveBufferSize()), topology.OK
			},
		},
		"SO_SNDBUF": {
			set: func(s *socket, v int) topology.Errno {
				s.end.SocketOptions().SetSendBufferSize(int64(v), true)
				return topology.OK
			},
			get: func(s *socket) (int, topology.Errno) {
				return int(s.end.SocketOptions().GetSendBufferSize()), topology.OK
			},
		},
		"SO_ERROR": {get: func(s *socket) (int, topology.Errno) { return 0, errno(s.end.LastError()) }},
		// Seconds; -1 or "off" switches it off.
		"SO_LINGER": {
			set: func(s *socket, v int) topology.Errno {
				s.end.SocketOptions().SetLinger(tcpip.LingerOption{Enabled: v >= 0, Timeout: time.Duration(max(v, 0)) * time.Second})
				return topology.OK
			},
			get: func(s *socket) (int, topology.Errno) {
				l := s.end.SocketOptions().GetLinger()
				if !l.Enabled {
					return -1, topology.OK
				}
				return int(l.Timeout / time.Second), topology.OK
			},
		},
		// Linux lets it be set where a connection is restored (tcp_repair). Here
		// and there: the number with which connect begins.
		"TCP_QUEUE_SEQ": {set: func(s *socket, v int) topology.Errno {
			switch {
			case s.tcp == nil:
				return "ENOPROTOOPT"
			case v < 0 || uint64(v) > math.MaxUint32:
				return "EINVAL"
			case !s.begins():
				return "EPERM"
			}
			isn := uint32(v)
			s.isn = &isn
			return topology.OK
		}},
		"TCP_KEEPCNT":       number(tcpip.KeepaliveCountOption),
		"TCP_MAXSEG":        number(tcpip.MaxSegOption),
		"TCP_SYNCNT":        number(tcpip.TCPSynCountOption),
		"TCP_WINDOW_CLAMP":  number(tcpip.TCPWindowClampOption),
		"IP_TTL":            number(tcpip.IPv4TTLOption),
		"IP_TOS":            number(tcpip.IPv4TOSOption),
		"IPV6_UNICAST_HOPS": number(tcpip.IPv6HopLimitOption),
		"IPV6_TCLASS":       number(tcpip.IPv6TrafficClassOption),
		"IP_MTU_DISCOVER":   swapped(number(tcpip.MTUDiscoverOption)),
		"TCP_KEEPIDLE":      seconds[tcpip.KeepaliveIdleOption](time.Second),
		"TCP_KEEPINTVL":     seconds[tcpip.KeepaliveIntervalOption](time.Second),
		"TCP_USER_TIMEOUT":  seconds[tcpip.TCPUserTimeoutOption](time.Millisecond),
		"TCP_LINGER2":       seconds[tcpip.TCPLingerTimeoutOption](time.Second),
		"TCP_DEFER_ACCEPT":  seconds[tcpip.TCPDeferAcceptOption](time.Second),
	}
})

// SocketOptions lists the options that programs may set and read, for the manual.
func SocketOptions() []string {
	names := []string{"TCP_CONGESTION", "TCP_INFO"}
	for name := range socketOptions() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}

func flag(set func(*tcpip.SocketOptions, bool), get func(*tcpip.SocketOptions) bool) option {
	return option{
		set: func(s *socket, v int) topology.Errno {
			set(s.end.SocketOptions(), v != 0)
			return topology.OK
		},
		get: func(s *socket) (int, topology.Errno) { return oneIf(get(s.end.SocketOptions())), topology.OK },
	}
}

func number(o tcpip.SockOptInt) option {
	return option{
		set: func(s *socket, v int) topology.Errno { return errno(s.end.SetSockOptInt(o, v)) },
		get: func(s *socket) (int, topology.Errno) {
			v, err := s.end.GetSockOptInt(o)
			return v, errno(err)
		},
	}
}

// swapped is for path MTU discovery. Linux says "dont" by 0 and "want" by 1
// (IP_PMTUDISC_DONT and _WANT, include/uapi/linux/in.h), the stack the other way
// round; the rest is the same.
func swapped(o option) option {
	swap := func(v int) int {
		if v == 0 || v == 1 {
			return 1 - v
		}
		return v
	}
	return option{
		set: func(s *socket, v int) topology.Errno { return o.set(s, swap(v)) },
		get: func(s *socket) (int, topology.Errno) {
			v, e := o.get(s)
			return swap(v), e
		},
	}
}

// duration is a stack's option that is a time.
type duration[T any] interface {
	*T
	tcpip.SettableSocketOption
	tcpip.GettableSocketOption
}

// seconds makes an option that counts in unit of one that is a time.
func seconds[T ~int64, P duration[T]](unit time.Duration) option {
	return option{
		set: func(s *socket, v int) topology.Errno {
			d := T(time.Duration(v) * unit)
			return errno(s.end.SetSockOpt(P(&d)))
		},
		get: func(s *socket) (int, topology.Errno) {
			var d T
			err := s.end.GetSockOpt(P(&d))
			return int(time.Duration(d) / unit), errno(err)
		},
	}
}

func (s *socket) SetOption(name, value string) topology.Errno {
	if name == "TCP_CONGESTION" {
		cc := tcpip.CongestionControlOption(value)
		return errno(s.end.SetSockOpt(&cc))
	}
	o, ok := socketOptions()[name]
	if !ok || o.set == nil {
		return "ENOPROTOOPT"
	}
	v, err := optionValue(value)
	if err != nil {
		return "EINVAL"
	}
	if name == "SO_LINGER" && strings.EqualFold(value, "off") {
		v = -1
	}
	return o.set(s, v)
}

func (s *socket) Option(name string) (string, topology.Errno) {
	switch name {
	case "TCP_CONGESTION":
		var cc tcpip.CongestionControlOption
		err := s.end.GetSockOpt(&cc)
		return string(cc), errno(err)
	case "TCP_INFO":
		var info tcpip.TCPInfoOption
		if err := s.end.GetSockOpt(&info); err != nil {
			return "", errno(err)
		}
		return fmt.Sprintf("rto:%v rtt:%v rttvar:%v cwnd:%d ssthresh:%d", info.RTO, info.RTT, info.RTTVar,
			info.SndCwnd, info.SndSsthresh), topology.OK
	case "SO_ERROR":
		// The value is the error; the call itself succeeds.
		_, e := socketOptions()[name].get(s)
		return string(e), topology.OK
	}
	o, ok := socketOptions()[name]
	if !ok || o.get == nil {
		return "", "ENOPROTOOPT"
	}
	v, e := o.get(s)
	return strconv.Itoa(v), e
}

// optionValue reads what a lab writes: a number, on, off, true or false.
func optionValue(s string) (int, error) {
	switch strings.ToLower(s) {
	case "on", "true", "yes":
		return 1, nil
	case "off", "false", "no":
		return 0, nil
	}
	return strconv.Atoi(s)
}
