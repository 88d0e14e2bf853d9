package linux

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"netlab/topology"
)

// option sets and reads a socket option in the words of a lab: numbers in the
// option's own unit (TCP_USER_TIMEOUT counts milliseconds, TCP_KEEPIDLE seconds),
// on and off.
type option struct {
	set func(fd int, value string) error // nil: it can only be read
	get func(fd int) (string, error)
}

// Of include/uapi/linux/tcp.h since Linux 6.15; golang.org/x/sys does not have
// them yet.
const (
	tcpRTOMaxMS = 44
	tcpRTOMinUS = 45
)

// options are those of optionNames.
var options = map[string]option{
	"SO_BROADCAST": number(unix.SOL_SOCKET, unix.SO_BROADCAST),
	"SO_ERROR":     {get: pendingError},
	"SO_KEEPALIVE": number(unix.SOL_SOCKET, unix.SO_KEEPALIVE),
	"SO_LINGER":    {set: setLinger, get: getLinger},
	"SO_OOBINLINE": number(unix.SOL_SOCKET, unix.SO_OOBINLINE),
	"SO_RCVBUF":    number(unix.SOL_SOCKET, unix.SO_RCVBUF),
	"SO_RCVLOWAT":  number(unix.SOL_SOCKET, unix.SO_RCVLOWAT),
	"SO_REUSEADDR": number(unix.SOL_SOCKET, unix.SO_REUSEADDR),
	"SO_REUSEPORT": number(unix.SOL_SOCKET, unix.SO_REUSEPORT),
	"SO_SNDBUF":    number(unix.SOL_SOCKET, unix.SO_SNDBUF),

	"TCP_CONGESTION":       {set: setCongestion, get: getCongestion},
	"TCP_CORK":             number(unix.IPPROTO_TCP, unix.TCP_CORK),
	"TCP_DEFER_ACCEPT":     number(unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT),
	"TCP_FASTOPEN":         number(unix.IPPROTO_TCP, unix.TCP_FASTOPEN),
	"TCP_FASTOPEN_CONNECT": number(unix.IPPROTO_TCP, unix.TCP_FASTOPEN_CONNECT),
	"TCP_INFO":             {get: info},
	"TCP_KEEPCNT":          number(unix.IPPROTO_TCP, unix.TCP_KEEPCNT),
	"TCP_KEEPIDLE":         number(unix.IPPROTO_TCP, unix.TCP_KEEPIDLE),
	"TCP_KEEPINTVL":        number(unix.IPPROTO_TCP, unix.TCP_KEEPINTVL),
	"TCP_LINGER2":          number(unix.IPPROTO_TCP, unix.TCP_LINGER2),
	"TCP_MAXSEG":           number(unix.IPPROTO_TCP, unix.TCP_MAXSEG),
	"TCP_NODELAY":          number(unix.IPPROTO_TCP, unix.TCP_NODELAY),
	"TCP_NOTSENT_LOWAT":    number(unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT),
	"TCP_QUEUE_SEQ":        {set: setInitialNumber},
	"TCP_QUICKACK":         number(unix.IPPROTO_TCP, unix.TCP_QUICKACK),
	"TCP_RTO_MAX_MS":       number(unix.IPPROTO_TCP, tcpRTOMaxMS),
	"TCP_RTO_MIN_US":       number(unix.IPPROTO_TCP, tcpRTOMinUS),
	"TCP_SYNCNT":           number(unix.IPPROTO_TCP, unix.TCP_SYNCNT),
	"TCP_USER_TIMEOUT":     number(unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT),
	"TCP_WINDOW_CLAMP":     number(unix.IPPROTO_TCP, unix.TCP_WINDOW_CLAMP),

	"IP_MTU":          readOnly(number(unix.IPPROTO_IP, unix.IP_MTU)),
	"IP_MTU_DISCOVER": number(unix.IPPROTO_IP, unix.IP_MTU_DISCOVER),
	"IP_TOS":          number(unix.IPPROTO_IP, unix.IP_TOS),
	"IP_TTL":          number(unix.IPPROTO_IP, unix.IP_TTL),

	"IPV6_MTU":          number(unix.IPPROTO_IPV6, unix.IPV6_MTU),
	"IPV6_MTU_DISCOVER": number(unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER),
	"IPV6_TCLASS":       number(unix.IPPROTO_IPV6, unix.IPV6_TCLASS),
	"IPV6_UNICAST_HOPS": number(unix.IPPROTO_IPV6, unix.IPV6_UNICAST_HOPS),
	"IPV6_V6ONLY":       number(unix.IPPROTO_IPV6, unix.IPV6_V6ONLY),

	"SIOCINQ":  question(unix.SIOCINQ),  // octets that can be read
	"SIOCOUTQ": question(unix.SIOCOUTQ), // octets that are not acknowledged
}

func (s *socket) SetOption(name, value string) topology.Errno {
	o, ok := options[name]
	if !ok || o.set == nil {
		return "ENOPROTOOPT"
	}
	return errno(o.set(s.fd, value))
}

func (s *socket) Option(name string) (string, topology.Errno) {
	o, ok := options[name]
	if !ok || o.get == nil {
		return "", "ENOPROTOOPT"
	}
	v, err := o.get(s.fd)
	return v, errno(err)
}

// optionValue reads what a lab writes: a number that an int of C's holds, on, off,
// true, false, yes or no.
func optionValue(s string) (int, error) {
	switch strings.ToLower(s) {
	case "on", "true", "yes":
		return 1, nil
	case "off", "false", "no":
		return 0, nil
	}
	v, err := strconv.Atoi(s)
	if err != nil || v < math.MinInt32 || v > math.MaxInt32 {
		return 0, unix.EINVAL
	}
	return v, nil
}

func number(level, name int) option {
	return option{
		set: func(fd int, value string) error {
			v, err := optionValue(value)
			if err != nil {
				return err
			}
			return unix.SetsockoptInt(fd, level, name, v)
		},
		get: func(fd int) (string, error) {
			v, err := unix.GetsockoptInt(fd, level, name)
			return strconv.Itoa(v), err
		},
	}
}

func readOnly(o option) option {
	o.set = nil
	return o
}

func question(request uint) option {
	return option{get: func(fd int) (string, error) {
		v, err := unix.IoctlGetUint32(fd, request)
		return strconv.Itoa(int(v)), err
	}}
}

// setLinger takes seconds; -1 or "off" switches it off.
func setLinger(fd int, value string) error {
	v, err := optionValue(value)
	if err != nil {
		return err
	}
	var l unix.Linger
	if v >= 0 && !strings.EqualFold(value, "off") {
		l = unix.Linger{Onoff: 1, Linger: int32(v)}
	}
	return unix.SetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER, &l)
}

func getLinger(fd int) (string, error) {
	l, err := unix.GetsockoptLinger(fd, unix.SOL_SOCKET, unix.SO_LINGER)
	if err != nil || l.Onoff == 0 {
		return "-1", err
	}
	return strconv.Itoa(int(l.Linger)), nil
}

// pendingError gives the error as the value; the call itself succeeds, and the
// kernel forgets the error.
func pendingError(fd int) (string, error) {
	v, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if v == 0 {
		return string(topology.OK), err
	}
	return string(errnoName(syscall.Errno(v))), err
}

// setInitialNumber chooses the number with which connect begins, by the way that
// is there to restore a connection (TCP_REPAIR, include/uapi/linux/tcp.h): connect
// takes a number of its own where there is none yet (tcp_v4_connect,
// net/ipv4/tcp_ipv4.c). Which is why 0 cannot be chosen, and nothing can for what
// a listener takes in. EPERM: the socket is connected or listens already.
func setInitialNumber(fd int, value string) error {
	isn, err := strconv.ParseUint(value, 10, 32)
	if err != nil || isn == 0 {
		return unix.EINVAL
	}
	const sendQueue, offQuietly = 2, -1 // TCP_SEND_QUEUE, TCP_REPAIR_OFF_NO_WP
	// Repair begins and ends with SO_REUSEADDR of its own.
	reuse, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR)
	if err != nil {
		return err
	}
	if err := unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_REPAIR, 1); err != nil {
		return err
	}
	err = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_REPAIR_QUEUE, sendQueue)
	if err == nil {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_QUEUE_SEQ, int(uint32(isn)))
	}
	return errors.Join(err,
		unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_REPAIR, offQuietly),
		unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, reuse))
}

func setCongestion(fd int, value string) error {
	return unix.SetsockoptString(fd, unix.IPPROTO_TCP, unix.TCP_CONGESTION, value)
}

func getCongestion(fd int) (string, error) {
	return unix.GetsockoptString(fd, unix.IPPROTO_TCP, unix.TCP_CONGESTION)
}

func info(fd int) (string, error) {
	i, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return "", err
	}
	us := func(v uint32) time.Duration { return time.Duration(v) * time.Microsecond }
	return fmt.Sprintf("rto:%v rtt:%v rttvar:%v cwnd:%d ssthresh:%d", us(i.Rto), us(i.Rtt), us(i.Rttvar), i.Snd_cwnd, i.Snd_ssthresh), nil
}
