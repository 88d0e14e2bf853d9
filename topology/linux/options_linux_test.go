package linux

import (
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/topology"
)

// TestOptionNames: what the manual lists is what there is.
func TestOptionNames(t *testing.T) {
	if diff := cmp.Diff(slices.Sorted(maps.Keys(options)), SocketOptions()); diff != "" {
		t.Errorf("the table (-) and the list (+):\n%s", diff)
	}
}

// What kind of socket an option is tried on.
type optionSocket uint8

const (
	onTCP optionSocket = iota
	onTCP6
	onUDP
	onUDP6
	onConnected
	onConnected6
)

// TestOptions sets and reads every option, in the words of a lab.
func TestOptions(t *testing.T) {
	tested := map[string]bool{"TCP_QUEUE_SEQ": true} // cannot be read: the suite of all hosts connects with it
	for _, c := range []struct {
		name, set, want string
		on              optionSocket
	}{
		{"SO_BROADCAST", "on", "1", onUDP},
		{"SO_BROADCAST", "off", "0", onUDP},
		{"SO_ERROR", "", "ok", onTCP},
		{"SO_KEEPALIVE", "true", "1", onTCP},
		{"SO_KEEPALIVE", "no", "0", onTCP},
		{"SO_LINGER", "", "-1", onTCP},
		{"SO_LINGER", "5", "5", onTCP},
		{"SO_LINGER", "0", "0", onTCP},
		{"SO_LINGER", "off", "-1", onTCP},
		{"SO_LINGER", "OFF", "-1", onTCP},
		{"SO_LINGER", "-1", "-1", onTCP},
		{"SO_OOBINLINE", "1", "1", onTCP},
		{"SO_RCVBUF", "8000", "16000", onTCP}, // doubled, socket(7)
		{"SO_SNDBUF", "8000", "16000", onTCP},
		{"SO_RCVLOWAT", "10", "10", onTCP},
		{"SO_REUSEADDR", "1", "1", onTCP},
		{"SO_REUSEADDR", "yes", "1", onUDP6},
		{"SO_REUSEPORT", "YES", "1", onTCP},
		{"TCP_CONGESTION", "reno", "reno", onTCP},
		{"TCP_CORK", "1", "1", onTCP},
		{"TCP_DEFER_ACCEPT", "5", "7", onTCP}, // in whole retransmissions: 1 + 2 + 4
		{"TCP_FASTOPEN", "3", "3", onTCP},
		{"TCP_FASTOPEN_CONNECT", "1", "1", onTCP},
		{"TCP_INFO", "", "rto:1s rtt:0s rttvar:250ms cwnd:10 ssthresh:2147483647", onTCP},
		{"TCP_KEEPCNT", "4", "4", onTCP},
		{"TCP_KEEPIDLE", "7", "7", onTCP},
		{"TCP_KEEPINTVL", "3", "3", onTCP},
		{"TCP_LINGER2", "9", "9", onTCP},
		{"TCP_MAXSEG", "700", "700", onTCP},
		{"TCP_NODELAY", "1", "1", onTCP},
		{"TCP_NODELAY", "0", "0", onTCP6},
		{"TCP_NOTSENT_LOWAT", "4096", "4096", onTCP},
		{"TCP_QUICKACK", "off", "0", onTCP},
		{"TCP_QUICKACK", "on", "1", onTCP},
		{"TCP_RTO_MAX_MS", "2000", "2000", onTCP},
		{"TCP_RTO_MIN_US", "40000", "40000", onTCP}, // whole jiffies, whichever HZ
		{"TCP_SYNCNT", "2", "2", onTCP},
		{"TCP_USER_TIMEOUT", "5000", "5000", onTCP},
		{"TCP_WINDOW_CLAMP", "5000", "5000", onTCP},
		{"IP_MTU", "", "65535", onConnected},
		{"IP_MTU_DISCOVER", "2", "2", onTCP},
		{"IP_TOS", "16", "16", onTCP},
		{"IP_TTL", "3", "3", onTCP},
		{"IP_TTL", "3", "3", onUDP},
		{"IPV6_MTU", "", "65536", onConnected6},
		{"IPV6_MTU_DISCOVER", "2", "2", onTCP6},
		{"IPV6_TCLASS", "16", "16", onTCP6},
		{"IPV6_UNICAST_HOPS", "3", "3", onTCP6},
		{"IPV6_V6ONLY", "1", "1", onTCP6},
		{"SIOCINQ", "", "0", onConnected},
		{"SIOCOUTQ", "", "0", onConnected},
	} {
		tested[c.name] = true
		t.Run(c.name+"="+c.set, func(t *testing.T) {
			n := newSocketNet(t, 1)
			s := n.openFor(c.on)
			if c.set != "" {
				set := topology.Op{Kind: topology.OpSetsockopt, Option: c.name, Value: c.set}
				if n.do(s, &set); set.Errno == "ENOPROTOOPT" && (c.name == "TCP_RTO_MAX_MS" || c.name == "TCP_RTO_MIN_US") {
					t.Skip("this kernel does not have it: Linux 6.15 does")
				} else if set.Errno != topology.OK {
					t.Fatalf("set to %s: %s", c.set, set.Errno)
				}
			}
			if got := n.option(s, c.name); got != c.want {
				t.Errorf("reads %s, want %s", got, c.want)
			}
		})
	}
	for _, name := range optionNames {
		if !tested[name] {
			t.Errorf("%s is not tested", name)
		}
	}
}

// TestBadOptions: what cannot be set says why, as on the other stack.
func TestBadOptions(t *testing.T) {
	n := newSocketNet(t, 1)
	for _, c := range []struct {
		name, value string
		on          optionSocket
		want        topology.Errno
	}{
		{"TCP_NO_SUCH", "1", onTCP, "ENOPROTOOPT"},
		{"SO_ERROR", "1", onTCP, "ENOPROTOOPT"},
		{"TCP_INFO", "1", onTCP, "ENOPROTOOPT"},
		{"IP_MTU", "1500", onTCP, "ENOPROTOOPT"},
		{"SIOCINQ", "1", onTCP, "ENOPROTOOPT"},
		{"TCP_NODELAY", "perhaps", onTCP, "EINVAL"},
		{"TCP_QUEUE_SEQ", "0", onTCP, "EINVAL"}, // it means: choose one
		{"TCP_QUEUE_SEQ", "4294967296", onTCP6, "EINVAL"},
		{"TCP_QUEUE_SEQ", "5", onConnected, "EPERM"},
		{"TCP_QUEUE_SEQ", "5", onUDP, "ENOPROTOOPT"},
		{"TCP_NODELAY", "", onTCP, "EINVAL"},
		{"TCP_KEEPIDLE", "4294967296", onTCP, "EINVAL"}, // not 0
		{"TCP_KEEPIDLE", "0", onTCP, "EINVAL"},
		{"TCP_SYNCNT", "128", onTCP, "EINVAL"},
		{"TCP_USER_TIMEOUT", "-1", onTCP, "EINVAL"},
		{"SO_LINGER", "long", onTCP, "EINVAL"},
		{"IP_TTL", "256", onTCP, "EINVAL"},
		{"TCP_CONGESTION", "no_such", onTCP, "ENOENT"},
		{"TCP_CONGESTION", "", onTCP, "EINVAL"},
		{"IPV6_V6ONLY", "1", onTCP, "ENOPROTOOPT"},
		{"TCP_NODELAY", "1", onUDP, "ENOPROTOOPT"},
	} {
		s := n.openFor(c.on)
		op := topology.Op{Kind: topology.OpSetsockopt, Option: c.name, Value: c.value}
		if n.do(s, &op); op.Errno != c.want {
			t.Errorf("%s set to %q: %s, want %s", c.name, c.value, op.Errno, c.want)
		}
	}
	for _, c := range []struct {
		name string
		want topology.Errno
	}{{"TCP_NO_SUCH", "ENOPROTOOPT"}, {"IP_MTU", "ENOTCONN"}, {"IPV6_MTU", "EOPNOTSUPP"}} {
		op := topology.Op{Kind: topology.OpGetsockopt, Option: c.name}
		if n.do(n.openFor(onTCP), &op); op.Errno != c.want {
			t.Errorf("%s reads %q, %s, want %s", c.name, op.Value, op.Errno, c.want)
		}
	}
}

// TestPendingError: the value is the error's name, once, and the call succeeds.
func TestPendingError(t *testing.T) {
	n := newSocketNet(t, 1)
	s := n.open(0, "tcp", false)
	op := topology.Op{Kind: topology.OpConnect, Addr: netip.MustParseAddrPort("127.0.0.1:9"), NoWait: true}
	if n.do(s, &op); op.Errno != "EINPROGRESS" {
		t.Fatalf("connect: %s", op.Errno)
	}
	if first, then := n.option(s, "SO_ERROR"), n.option(s, "SO_ERROR"); first != "ECONNREFUSED" || then != "ok" {
		t.Errorf("SO_ERROR is %s, then %s", first, then)
	}
}

// TestQueues: SIOCOUTQ and SIOCINQ count octets, and TCP_INFO has measured.
func TestQueues(t *testing.T) {
	n := newSocketNet(t, 2)
	a, b := n.pair(false)
	n.cut = true
	n.must(a, topology.Op{Kind: topology.OpSend, Data: make([]byte, 300)})
	if got := n.option(a, "SIOCOUTQ"); got != "300" {
		t.Errorf("SIOCOUTQ is %s before anything is acknowledged", got)
	}
	n.cut = false
	n.must(b, topology.Op{Kind: topology.OpRecv, Max: 100})
	if got := n.option(b, "SIOCINQ"); got != "200" {
		t.Errorf("SIOCINQ is %s after 100 of 300 were read", got)
	}
	n.until("a's octets are acknowledged", func() bool { return n.option(a, "SIOCOUTQ") == "0" })
	const form = `^rto:\S+[mµ]s rtt:\S+s rttvar:\S+s cwnd:\d+ ssthresh:\d+$`
	if got := n.option(a, "TCP_INFO"); !regexp.MustCompile(form).MatchString(got) {
		t.Errorf("TCP_INFO is %q", got)
	}
}
