package netstack_test

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// TestErrnos: what calls give in situations that programs know by errno's names.
func TestErrnos(t *testing.T) {
	recv, send := topology.Op{Kind: topology.OpRecv}, topology.Op{Kind: topology.OpSend, Data: []byte("x")}
	tcp := func(n *net) topology.Socket { return n.open(0, "tcp", false) }
	for _, c := range []struct {
		name string
		do   func(n *net) topology.Op
		want topology.Errno
	}{
		{"connect to a closed port", func(n *net) topology.Op {
			return n.do(0, tcp(n), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 9)})
		}, "ECONNREFUSED"},
		{"connect where no route leads", func(n *net) topology.Op {
			return n.do(0, tcp(n), topology.Op{Kind: topology.OpConnect, Addr: netip.MustParseAddrPort("192.0.2.1:80")})
		}, "ENETUNREACH"},
		{"connect to a host that is down", func(n *net) topology.Op {
			n.Crash(2)
			return n.do(0, tcp(n), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80)})
		}, "ETIMEDOUT"},
		{"connect without waiting", func(n *net) topology.Op {
			return n.do(0, tcp(n), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 9), NoWait: true})
		}, "EINPROGRESS"},
		{"connect twice", func(n *net) topology.Op {
			s := tcp(n)
			n.do(0, s, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 9), NoWait: true})
			return n.do(0, s, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 9), NoWait: true})
		}, "EALREADY"},
		{"connect twice, and wait", func(n *net) topology.Op {
			s := tcp(n)
			n.listen(1, 80, 1, false)
			n.do(0, s, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80), NoWait: true})
			return n.do(0, s, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80)})
		}, topology.OK},
		{"connect twice, and wait in vain", func(n *net) topology.Op {
			s := tcp(n)
			n.do(0, s, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 9), NoWait: true})
			return n.do(0, s, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 9)})
		}, "ECONNREFUSED"},
		{"connect what is connected", func(n *net) topology.Op {
			a, _ := n.pair()
			n.do(0, a, recvNow)
			return n.do(0, a, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80), NoWait: true})
		}, "EISCONN"},
		{"recv before connect", func(n *net) topology.Op { return n.do(0, tcp(n), recv) }, "ENOTCONN"},
		{"send before connect", func(n *net) topology.Op { return n.do(0, tcp(n), send) }, "EPIPE"},
		{"recv without data", func(n *net) topology.Op { a, _ := n.pair(); return n.do(0, a, recvNow) }, "EAGAIN"},
		{"accept without a connection", func(n *net) topology.Op {
			return n.do(1, n.listen(1, 80, 1, false), topology.Op{Kind: topology.OpAccept, NoWait: true})
		}, "EAGAIN"},
		{"accept on a socket that does not listen", func(n *net) topology.Op { return n.do(0, tcp(n), topology.Op{Kind: topology.OpAccept}) }, "EINVAL"},
		{"bind to a strange address", func(n *net) topology.Op {
			return n.do(0, tcp(n), topology.Op{Kind: topology.OpBind, Addr: netip.MustParseAddrPort("192.0.2.1:80")})
		}, "EADDRNOTAVAIL"},
		{"bind twice", func(n *net) topology.Op {
			s := tcp(n)
			n.must(0, s, topology.Op{Kind: topology.OpBind, Addr: netip.MustParseAddrPort("0.0.0.0:80")})
			return n.do(0, s, topology.Op{Kind: topology.OpBind, Addr: netip.MustParseAddrPort("0.0.0.0:81")})
		}, "EINVAL"},
		{"shutdown before connect", func(n *net) topology.Op {
			return n.do(0, tcp(n), topology.Op{Kind: topology.OpShutdown, How: "wr"})
		}, "ENOTCONN"},
		{"after close", func(n *net) topology.Op {
			s := tcp(n)
			n.must(0, s, topology.Op{Kind: topology.OpClose})
			return n.do(0, s, recv)
		}, "EBADF"},
		{"on a host that has crashed", func(n *net) topology.Op {
			s := tcp(n)
			n.Crash(1)
			return n.do(0, s, recv)
		}, "EBADF"},
		{"the peer's reset", func(n *net) topology.Op {
			a, b := n.pair()
			n.must(1, b, topology.Op{Kind: topology.OpAbort})
			return n.do(0, a, recv)
		}, "ECONNRESET"},
		{"send after shutdown", func(n *net) topology.Op {
			a, _ := n.pair()
			n.must(0, a, topology.Op{Kind: topology.OpShutdown, How: "wr"})
			return n.do(0, a, send)
		}, "EPIPE"},
		{"an unknown call", func(n *net) topology.Op { return n.do(0, tcp(n), topology.Op{Kind: topology.OpKind(0)}) }, "EOPNOTSUPP"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			n := newNet(t, planOf(2))
			if op := c.do(n); op.Errno != c.want {
				t.Errorf("%s, want %s\n%s", op.Errno, c.want, n.story())
			}
		})
	}
}

var recvNow = topology.Op{Kind: topology.OpRecv, NoWait: true}

// TestSendTellsHowMuchItTook: without waiting, a part is a success with its
// length; the next one would block.
func TestSendTellsHowMuchItTook(t *testing.T) {
	n := newNet(t, planOf(2, set(0, "tcp_wmem", "4096 8192 8192"), set(1, "tcp_rmem", "4096 8192 8192")))
	a, _ := n.pair()
	op := n.do(0, a, topology.Op{Kind: topology.OpSend, Data: octets(100_000), NoWait: true})
	if op.Errno != topology.OK || op.N == 0 || op.N == 100_000 {
		t.Fatalf("send of 100,000 octets: %s after %d", op.Errno, op.N)
	}
	n.until(n.Now() + time.Second)
	for range 10 { // until both buffers are full
		op = n.do(0, a, topology.Op{Kind: topology.OpSend, Data: octets(100_000), NoWait: true})
		n.until(n.Now() + time.Second)
	}
	if op.Errno != "EAGAIN" || op.N != 0 {
		t.Fatalf("send into full buffers: %s after %d", op.Errno, op.N)
	}
}

// TestRecvTakesAtMost: no more than is asked for, the rest stays.
func TestRecvTakesAtMost(t *testing.T) {
	n := newNet(t, planOf(2))
	a, b := n.pair()
	n.must(0, a, topology.Op{Kind: topology.OpSend, Data: []byte("one two")})
	n.must(0, a, topology.Op{Kind: topology.OpClose})
	var got []string
	for range 3 {
		op := n.must(1, b, topology.Op{Kind: topology.OpRecv, Max: 4})
		got = append(got, fmt.Sprintf("%q %v", op.Received, op.EOF))
	}
	if s := strings.Join(got, ", "); s != `"one " false, "two" false, "" true` {
		t.Errorf("recv of at most 4 gave %s", s)
	}
}

// TestUDP: datagrams keep their bounds, know whence they came, and an unreachable
// port comes back to a connected socket, and to no other.
func TestUDP(t *testing.T) {
	for _, v6 := range []bool{false, true} {
		n := newNet(t, planOf(2))
		to, closed := n.addr(1, 53), n.addr(1, 54)
		if v6 {
			to, closed = n.addr6(1, 53), n.addr6(1, 54)
		}
		server, client := n.open(1, "udp", v6), n.open(0, "udp", v6)
		n.must(1, server, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 53)})
		for _, text := range []string{"first", "", "third"} {
			n.must(0, client, topology.Op{Kind: topology.OpSend, Data: []byte(text), Addr: to})
		}
		for _, text := range []string{"first", "", "third"} {
			op := n.must(1, server, topology.Op{Kind: topology.OpRecv})
			if string(op.Received) != text || op.EOF || op.Peer.Addr() != n.plan.Addr(0, map[bool]int{false: 4, true: 6}[v6]) {
				t.Errorf("recvfrom gave %q, end %v, from %v; want %q", op.Received, op.EOF, op.Peer, text)
			}
			n.must(1, server, topology.Op{Kind: topology.OpSend, Data: []byte("re: " + text), Addr: op.Peer})
		}
		if op := n.must(0, client, topology.Op{Kind: topology.OpRecv}); string(op.Received) != "re: first" || op.Peer != to {
			t.Errorf("the answer is %q from %v", op.Received, op.Peer)
		}
		for e := range n.log.All() {
			if (e.Kind == event.Send || e.Kind == event.Deliver) && e.Conn == 0 {
				t.Errorf("event %d, a datagram, belongs to no socket\n%s", e.N, n.story())
				break
			}
		}

		connected := n.open(0, "udp", v6)
		n.must(0, connected, topology.Op{Kind: topology.OpConnect, Addr: closed})
		n.must(0, connected, topology.Op{Kind: topology.OpSend, Data: []byte("anybody?")})
		n.until(n.Now() + time.Second)
		if op := n.do(0, connected, recvNow); op.Errno != "ECONNREFUSED" {
			t.Errorf("v6 %v: a connected socket reads %s, want ECONNREFUSED\n%s", v6, op.Errno, n.story())
		}
		n.must(0, client, topology.Op{Kind: topology.OpSend, Data: []byte("anybody?"), Addr: closed})
		n.until(n.Now() + time.Second)
		for range 2 {
			if op := n.do(0, client, recvNow); op.Errno != topology.OK {
				t.Errorf("v6 %v: a socket that is not connected reads %s", v6, op.Errno)
			}
		}
		if op := n.do(0, client, recvNow); op.Errno != "EAGAIN" {
			t.Errorf("v6 %v: a socket that is not connected reads %s, want EAGAIN", v6, op.Errno)
		}
		if op := n.do(0, client, topology.Op{Kind: topology.OpSend, Data: []byte("where?")}); op.Errno != "EDESTADDRREQ" {
			t.Errorf("send without an address: %s", op.Errno)
		}
	}
}

// TestCrashWithTimersPending: a host that crashes in the middle of retransmitting
// says nothing any more, whatever its timers had in mind, and its program's calls
// end; after a reboot it answers what it does not know with a reset.
func TestCrashWithTimersPending(t *testing.T) {
	n := newNet(t, planOf(2))
	a, b := n.pair()
	n.Plug(1, false)
	n.must(0, a, topology.Op{Kind: topology.OpSend, Data: octets(5000)})
	n.must(1, b, topology.Op{Kind: topology.OpSend, Data: octets(100)})
	n.until(n.Now() + 300*ms)
	n.Crash(1)
	sent := len(n.segments(0, event.Data))
	n.until(n.Now() + time.Minute)
	if got := len(n.segments(0, event.Data)); got != sent {
		t.Fatalf("a host that is down sent %d segments", got-sent)
	}
	if a.Conn().State != event.Closed || b.Conn().State != event.Established {
		t.Fatalf("a in %s, b in %s", a.Conn().State, b.Conn().State)
	}
	if op := n.do(0, a, recvNow); op.Errno != "EBADF" {
		t.Fatalf("a socket of a former life: %s", op.Errno)
	}
	n.Plug(1, true)
	if err := n.Reboot(1); err != nil {
		t.Fatal(err)
	}
	if op := n.do(1, b, topology.Op{Kind: topology.OpRecv}); op.Errno != "ECONNRESET" {
		t.Fatalf("b's retransmission came to a host that does not know of it: %s\n%s", op.Errno, n.story())
	}
	// The new life has other initial numbers, and works.
	l := n.open(0, "tcp", false)
	n.must(0, l, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 80)})
	n.must(0, l, topology.Op{Kind: topology.OpListen, Backlog: 1})
	n.must(1, n.open(1, "tcp", false), topology.Op{Kind: topology.OpConnect, Addr: n.addr(0, 80)})
}

// TestStrangePackets: what no host could make sense of does no harm.
func TestStrangePackets(t *testing.T) {
	n := newNet(t, planOf(2))
	a, b := n.pair()
	syn := n.segments(0, event.Syn)[0].Raw
	for cut := range len(syn) {
		n.Inject(1, 1, bytes.Clone(syn[:cut]))
	}
	for i := range syn {
		bad := bytes.Clone(syn)
		bad[i] ^= 0xff
		n.Inject(1, 1, bad)
		mended := bytes.Clone(bad)
		segment.Mend(segment.IP, mended)
		n.Inject(1, 2, mended)
	}
	n.until(n.Now() + time.Minute)
	n.must(0, a, topology.Op{Kind: topology.OpSend, Data: []byte("still here")})
	if op := n.must(1, b, topology.Op{Kind: topology.OpRecv}); string(op.Received) != "still here" {
		t.Fatalf("after strange packets: %q", op.Received)
	}
}
