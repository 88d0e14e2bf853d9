package linux

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"netlab/hooks/segment"
	"netlab/topology"
)

var (
	recvNow = topology.Op{Kind: topology.OpRecv, NoWait: true}
	closeIt = topology.Op{Kind: topology.OpClose}
)

func bindTo(at string) topology.Op {
	return topology.Op{Kind: topology.OpBind, Addr: netip.MustParseAddrPort(at)}
}

// TestSocketErrnos: what calls give in situations that programs know by errno's
// names.
func TestSocketErrnos(t *testing.T) {
	recv, send := topology.Op{Kind: topology.OpRecv}, topology.Op{Kind: topology.OpSend, Data: []byte("x")}
	accept := topology.Op{Kind: topology.OpAccept, NoWait: true}
	for _, c := range []struct {
		name string
		do   func(n *socketNet) (topology.Socket, topology.Op)
		want topology.Errno
	}{
		{"connect to a closed port", func(n *socketNet) (topology.Socket, topology.Op) {
			return n.open(0, "tcp", false), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, false, 9)}
		}, "ECONNREFUSED"},
		{"connect where no route leads", func(n *socketNet) (topology.Socket, topology.Op) {
			return n.open(0, "tcp", false), topology.Op{Kind: topology.OpConnect, Addr: netip.MustParseAddrPort("192.0.2.1:80")}
		}, "ENETUNREACH"},
		{"connect to another IP version", func(n *socketNet) (topology.Socket, topology.Op) {
			return n.open(0, "tcp", false), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, true, 80)}
		}, "EAFNOSUPPORT"},
		{"connect without waiting", func(n *socketNet) (topology.Socket, topology.Op) {
			return n.open(0, "tcp", false), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, false, 9), NoWait: true}
		}, "EINPROGRESS"},
		{"connect twice", func(n *socketNet) (topology.Socket, topology.Op) {
			s, op := n.open(0, "tcp", false), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, false, 80), NoWait: true}
			n.cut = true
			first := op
			n.do(s, &first)
			return s, op
		}, "EALREADY"},
		{"connect what is connected", func(n *socketNet) (topology.Socket, topology.Op) {
			a, _ := n.pair(false)
			return a, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, false, 80)}
		}, "EISCONN"},
		{"recv before connect", func(n *socketNet) (topology.Socket, topology.Op) { return n.open(0, "tcp", false), recv }, "ENOTCONN"},
		{"recv from a listener", func(n *socketNet) (topology.Socket, topology.Op) { return n.listen(0, false, 1), recv }, "ENOTCONN"},
		{"send before connect", func(n *socketNet) (topology.Socket, topology.Op) { return n.open(0, "tcp", false), send }, "EPIPE"},
		{"recv without data", func(n *socketNet) (topology.Socket, topology.Op) { a, _ := n.pair(false); return a, recvNow }, "EAGAIN"},
		{"accept without a connection", func(n *socketNet) (topology.Socket, topology.Op) { return n.listen(1, false, 1), accept }, "EAGAIN"},
		{"accept on a socket that does not listen", func(n *socketNet) (topology.Socket, topology.Op) { return n.open(0, "tcp", false), accept }, "EINVAL"},
		{"bind to a strange address", func(n *socketNet) (topology.Socket, topology.Op) {
			return n.open(0, "tcp", false), bindTo("192.0.2.1:80")
		}, "EADDRNOTAVAIL"},
		{"bind twice", func(n *socketNet) (topology.Socket, topology.Op) {
			s := n.open(0, "tcp", false)
			n.must(s, bindTo("0.0.0.0:80"))
			return s, bindTo("0.0.0.0:81")
		}, "EINVAL"},
		{"bind to a port that is taken", func(n *socketNet) (topology.Socket, topology.Op) {
			n.listen(0, false, 1)
			return n.open(0, "tcp", false), bindTo("10.0.0.1:80")
		}, "EADDRINUSE"},
		{"listen on a port that IPv6 has", func(n *socketNet) (topology.Socket, topology.Op) {
			n.listen(0, true, 1)
			return n.open(0, "tcp", false), bindTo("0.0.0.0:80")
		}, "EADDRINUSE"},
		{"shutdown before connect", func(n *socketNet) (topology.Socket, topology.Op) {
			return n.open(0, "tcp", false), topology.Op{Kind: topology.OpShutdown, How: "wr"}
		}, "ENOTCONN"},
		{"after close", func(n *socketNet) (topology.Socket, topology.Op) {
			s := n.open(0, "tcp", false)
			n.must(s, closeIt)
			return s, recv
		}, "EBADF"},
		{"close twice", func(n *socketNet) (topology.Socket, topology.Op) {
			s := n.open(0, "tcp", false)
			n.must(s, closeIt)
			return s, closeIt
		}, "EBADF"},
		{"on a host that has crashed", func(n *socketNet) (topology.Socket, topology.Op) {
			s := n.open(0, "tcp", false)
			n.hosts[0].closeSockets()
			return s, recv
		}, "EBADF"},
		{"the peer's reset", func(n *socketNet) (topology.Socket, topology.Op) {
			a, b := n.pair(false)
			n.must(b, topology.Op{Kind: topology.OpAbort})
			return a, recv
		}, "ECONNRESET"},
		{"the reset of what was not accepted", func(n *socketNet) (topology.Socket, topology.Op) {
			l, a := n.listen(1, false, 1), n.open(0, "tcp", false)
			n.must(a, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, false, 80)})
			n.must(a, topology.Op{Kind: topology.OpAbort})
			return n.must(l, topology.Op{Kind: topology.OpAccept}).Accepted, recv
		}, "ECONNRESET"},
		{"send after shutdown", func(n *socketNet) (topology.Socket, topology.Op) {
			a, _ := n.pair(false)
			n.must(a, topology.Op{Kind: topology.OpShutdown, How: "wr"})
			return a, send
		}, "EPIPE"},
		{"a peer that is gone", func(n *socketNet) (topology.Socket, topology.Op) {
			a, _ := n.pair(false)
			n.set(a, "TCP_USER_TIMEOUT", "1")
			n.cut = true
			n.must(a, send)
			return a, recv
		}, "ETIMEDOUT"},
		{"a datagram without an address", func(n *socketNet) (topology.Socket, topology.Op) { return n.open(0, "udp", false), send }, "EDESTADDRREQ"},
		{"a datagram that is too long", func(n *socketNet) (topology.Socket, topology.Op) {
			return n.open(0, "udp", false), topology.Op{Kind: topology.OpSend, Data: make([]byte, 65508), Addr: n.addr(1, false, 53)}
		}, "EMSGSIZE"},
		{"an unknown call", func(n *socketNet) (topology.Socket, topology.Op) {
			return n.open(0, "tcp", false), topology.Op{Kind: topology.OpKind(0)}
		}, "EOPNOTSUPP"},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "-"), func(t *testing.T) {
			n := newSocketNet(t, 2)
			s, op := c.do(n)
			if n.do(s, &op); op.Errno != c.want {
				t.Errorf("%s, want %s", op.Errno, c.want)
			}
		})
	}
}

// TestConnectOverLoopback: nothing comes over a device that could say how
// it ended, and it need not.
func TestConnectOverLoopback(t *testing.T) {
	for _, v6 := range []bool{false, true} {
		n := newSocketNet(t, 1)
		op := topology.Op{Kind: topology.OpConnect, Addr: n.addr(0, v6, 80)}
		if refused := op; !n.open(0, "tcp", v6).Try(&refused) || refused.Errno != "ECONNREFUSED" {
			t.Errorf("v6 %v: connect to a closed port: %s", v6, refused.Errno)
		}
		n.listen(0, v6, 1)
		if !n.open(0, "tcp", v6).Try(&op) || op.Errno != topology.OK {
			t.Errorf("v6 %v: connect: %s", v6, op.Errno)
		}
	}
}

// TestConnectUnreachable: an ICMP message ends the attempt (RFC 5461, 4.1, as
// Linux does it).
func TestConnectUnreachable(t *testing.T) {
	n := newSocketNet(t, 2)
	n.cut = true
	s := n.open(0, "tcp", false)
	op := topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, false, 80)}
	if s.Try(&op) || !op.Started {
		t.Fatalf("connect did not begin: %s", op.Errno)
	}
	n.until("a SYN", n.pump)
	at := len(n.seen) - 1
	syn := n.seen[at]
	what := append([]byte{3, 1, 0, 0, 0, 0, 0, 0}, packetOf(t, &syn)...) // destination unreachable, host (RFC 792)
	header := []byte{0x45, 0, 0, byte(20 + len(what)), 0, 0, 0, 0, 64, unix.IPPROTO_ICMP, 0, 0, 10, 0, 0, 2, 10, 0, 0, 1}
	icmp := append(header, what...)
	segment.Mend(segment.IP, icmp)
	n.can(n.devices[0].write(icmp))
	if !s.Try(&op) || op.Errno != "EHOSTUNREACH" {
		t.Errorf("connect: %s, want EHOSTUNREACH", op.Errno)
	}
}

// packetOf is a TCP segment's IPv4 header and first 8 octets: what an ICMP message
// tells of it.
func packetOf(t *testing.T, s *segment.Segment) []byte {
	t.Helper()
	p, err := segment.Build(segment.Spec{Src: s.Src, Dst: s.Dst, SrcPort: s.SrcPort, DstPort: s.DstPort, Seq: s.Seq, Flags: s.Flags})
	if err != nil {
		t.Fatal(err)
	}
	return p[:28]
}

// TestSimultaneousOpen: two SYNs that cross make one connection, and both calls
// succeed (RFC 9293, figure 8).
func TestSimultaneousOpen(t *testing.T) {
	n := newSocketNet(t, 2)
	var ends [2]*socket
	var ops [2]topology.Op
	for i := range ends {
		ends[i] = n.open(i, "tcp", false)
		n.must(ends[i], topology.Op{Kind: topology.OpBind, Addr: n.addr(i, false, 7)})
	}
	for i := range ends { // neither has heard of the other
		ops[i] = topology.Op{Kind: topology.OpConnect, Addr: n.addr(1-i, false, 7)}
		if ends[i].Try(&ops[i]) {
			t.Fatalf("connect: %s", ops[i].Errno)
		}
	}
	for i := range ends {
		if n.do(ends[i], &ops[i]); ops[i].Errno != topology.OK {
			t.Errorf("connect: %s", ops[i].Errno)
		}
		if c := ends[i].Conn(); c.Local != n.addr(i, false, 7) || c.Remote != n.addr(1-i, false, 7) {
			t.Errorf("the book has %v to %v", c.Local, c.Remote)
		}
	}
	n.must(ends[0], topology.Op{Kind: topology.OpSend, Data: []byte("hello")})
	if got := n.must(ends[1], topology.Op{Kind: topology.OpRecv}); string(got.Received) != "hello" {
		t.Errorf("recv gave %q", got.Received)
	}
}

// TestBook: who the ends are, from the first call on, for both IP versions, an
// IPv4 client of an IPv6 listener included.
func TestBook(t *testing.T) {
	for _, c := range []struct{ listener, client bool }{{false, false}, {true, true}, {true, false}} {
		n := newSocketNet(t, 2)
		l := n.listen(1, c.listener, 1)
		if got, want := l.Conn().Local, netip.AddrPortFrom(netip.Addr{}, 80); got != want || l.Conn().Remote.IsValid() {
			t.Errorf("a listener is at %v, want %v", got, want)
		}
		s := n.open(0, "tcp", c.client)
		op := topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, c.client, 80)}
		s.Try(&op)
		local, remote := s.Conn().Local, s.Conn().Remote
		if local.Addr() != n.addr(0, c.client, 0).Addr() || local.Port() == 0 || remote != op.Addr {
			t.Errorf("a connection that has begun is %v to %v", local, remote)
		}
		n.do(s, &op)
		child := n.must(l, topology.Op{Kind: topology.OpAccept})
		if got := child.Accepted.Conn(); got.Local != remote || got.Remote != local || child.Peer != local {
			t.Errorf("accept gave %v to %v, peer %v; want %v to %v", got.Local, got.Remote, child.Peer, remote, local)
		}
	}
	n := newSocketNet(t, 2)
	l := n.open(0, "tcp", false)
	n.must(l, topology.Op{Kind: topology.OpListen, Backlog: 1})
	if l.Conn().Local.Port() == 0 {
		t.Error("a listener that was not bound has no port in the book")
	}
}

// TestDescriptors: a socket has none but its own, and gives it back.
func TestDescriptors(t *testing.T) {
	n := newSocketNet(t, 1)
	a, b := n.pair(false)
	for _, s := range []*socket{a, b} {
		flags, err := unix.FcntlInt(uintptr(s.fd), unix.F_GETFL, 0)
		own, err2 := unix.FcntlInt(uintptr(s.fd), unix.F_GETFD, 0)
		if err != nil || err2 != nil || flags&unix.O_NONBLOCK == 0 || own&unix.FD_CLOEXEC == 0 {
			t.Errorf("flags %#x %#x, %v %v: want nonblocking and close-on-exec", flags, own, err, err2)
		}
	}
	proto, err := unix.GetsockoptInt(a.fd, unix.SOL_SOCKET, unix.SO_PROTOCOL)
	if err != nil || proto != unix.IPPROTO_TCP {
		t.Errorf("protocol %d, %v; want TCP and not MPTCP", proto, err)
	}
	fd := a.fd
	n.must(a, closeIt)
	n.hosts[0].closeSockets()
	for _, fd := range []int{fd, b.fd} {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != unix.EBADF {
			t.Errorf("descriptor %d is still open: %v", fd, err)
		}
	}
	if len(n.hosts[0].open) != 0 {
		t.Errorf("%d sockets are still on the list", len(n.hosts[0].open))
	}
}

// TestDefaults: options that every socket begins with; TCP's are TCP's alone.
func TestDefaults(t *testing.T) {
	n := newSocketNet(t, 1)
	n.hosts[0].opts = []sockOpt{{"TCP_NODELAY", "on"}, {"SO_KEEPALIVE", "1"}}
	s, u := n.open(0, "tcp", false), n.open(0, "udp", false)
	got := []string{n.option(s, "TCP_NODELAY"), n.option(s, "SO_KEEPALIVE"), n.option(u, "SO_KEEPALIVE")}
	if diff := cmp.Diff([]string{"1", "1", "1"}, got); diff != "" {
		t.Errorf("options of new sockets:\n%s", diff)
	}
	n.hosts[0].opts = []sockOpt{{"TCP_CONGESTION", "no_such"}}
	if _, e := n.hosts[0].Open(topology.SocketSpec{Proto: "tcp", Name: "c"}); e != "ENOENT" {
		t.Errorf("open with an option that cannot be: %s", e)
	}
}

// TestBacklog: as many wait as the backlog says, and one (listen(2) of Linux).
func TestBacklog(t *testing.T) {
	n := newSocketNet(t, 1)
	l := n.listen(0, false, 2)
	connected := 0
	for range 5 {
		op := topology.Op{Kind: topology.OpConnect, Addr: n.addr(0, false, 80)}
		if n.open(0, "tcp", false).Try(&op) {
			connected++
		}
	}
	if connected != 3 {
		t.Errorf("%d connections with a backlog of 2", connected)
	}
	for range 3 {
		n.must(l, topology.Op{Kind: topology.OpAccept})
	}
}

// TestUDP: datagrams keep their bounds, know whence they came, and an
// unreachable port comes back to a connected socket, and to no other.
func TestUDP(t *testing.T) {
	for _, v6 := range []bool{false, true} {
		n := newSocketNet(t, 2)
		to := n.addr(1, v6, 53)
		server, client := n.open(1, "udp", v6), n.open(0, "udp", v6)
		n.must(server, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 53)})
		long := string(octets(9000))
		for _, text := range []string{"first", "", long} {
			n.must(client, topology.Op{Kind: topology.OpSend, Data: []byte(text), Addr: to})
		}
		if client.Conn().Local.Port() == 0 {
			t.Error("a socket that has sent has no port in the book")
		}
		for _, text := range []string{"first", "", long} {
			op := n.must(server, topology.Op{Kind: topology.OpRecv})
			if string(op.Received) != text || op.EOF || op.Peer != netip.AddrPortFrom(n.addr(0, v6, 0).Addr(), client.Conn().Local.Port()) {
				t.Errorf("recvfrom gave %q, end %v, from %v; want %q", op.Received, op.EOF, op.Peer, text)
			}
			n.must(server, topology.Op{Kind: topology.OpSend, Data: []byte("re: " + text), Addr: op.Peer})
		}
		if op := n.must(client, topology.Op{Kind: topology.OpRecv, Max: 6}); string(op.Received) != "re: fi" || op.Peer != to {
			t.Errorf("the answer, cut short, is %q from %v", op.Received, op.Peer)
		}
		connected := n.open(0, "udp", v6)
		n.must(connected, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, v6, 54)})
		if c := connected.Conn(); c.Remote != n.addr(1, v6, 54) || !c.Local.IsValid() {
			t.Errorf("a connected socket is %v to %v", c.Local, c.Remote)
		}
		n.must(connected, topology.Op{Kind: topology.OpSend, Data: []byte("anybody?")})
		op := topology.Op{Kind: topology.OpRecv}
		if n.do(connected, &op); op.Errno != "ECONNREFUSED" {
			t.Errorf("v6 %v: a connected socket reads %s, want ECONNREFUSED", v6, op.Errno)
		}
	}
}

// TestTransfer: octets come as they were sent, with a blocking send that is taken
// in parts, no more at once than is asked for, and then the end.
func TestTransfer(t *testing.T) {
	n := newSocketNet(t, 2)
	a, b := n.pair(true)
	want := octets(3_000_000)
	send := topology.Op{Kind: topology.OpSend, Data: want}
	sent := a.Try(&send)
	if sent || send.N == 0 {
		t.Fatalf("send of 3 MB: %d at once, done %v", send.N, sent)
	}
	var got []byte
	for len(got) < len(want) {
		op := n.must(b, topology.Op{Kind: topology.OpRecv, Max: 70_000})
		if op.EOF || op.N == 0 || op.N > 70_000 {
			t.Fatalf("recv gave %d, end %v, after %d", op.N, op.EOF, len(got))
		}
		got = append(got, op.Received...)
		sent = sent || a.Try(&send)
	}
	if !sent || send.N != len(want) || !bytes.Equal(got, want) {
		t.Errorf("sent %d of %d, done %v; equal %v", send.N, len(want), sent, bytes.Equal(got, want))
	}
	n.must(a, topology.Op{Kind: topology.OpShutdown, How: "wr"})
	for range 2 {
		if op := n.must(b, topology.Op{Kind: topology.OpRecv}); !op.EOF || op.N != 0 {
			t.Errorf("recv after the end: %d, end %v", op.N, op.EOF)
		}
	}
}

// TestSendTellsHowMuchItTook: without waiting, a part is a success with its
// length; the next one would block.
func TestSendTellsHowMuchItTook(t *testing.T) {
	n := newSocketNet(t, 2)
	a, _ := n.pair(false)
	op := topology.Op{Kind: topology.OpSend, Data: octets(20_000_000), NoWait: true}
	if n.do(a, &op); op.Errno != topology.OK || op.N == 0 || op.N == len(op.Data) {
		t.Fatalf("send of 20 MB: %s after %d", op.Errno, op.N)
	}
	for range 1000 { // until both buffers are full
		op.N = 0
		if n.do(a, &op); op.Errno == "EAGAIN" {
			break
		}
	}
	if op.Errno != "EAGAIN" || op.N != 0 {
		t.Errorf("send into full buffers: %s after %d", op.Errno, op.N)
	}
}

// TestSendWaitsForRoom: a send that blocks goes on when a real one would be woken,
// with a third of the buffer free, and not for each segment that is acknowledged.
func TestSendWaitsForRoom(t *testing.T) {
	n := newSocketNet(t, 2)
	a, b := n.pair(false)
	n.set(a, "SO_SNDBUF", "100000")
	send := topology.Op{Kind: topology.OpSend, Data: octets(1_000_000)}
	a.Try(&send)
	var p [2000]byte
	carry := func(from int) {
		if size, err := n.devices[from].read(p[:]); err == nil {
			n.can(n.devices[1-from].write(p[:size]))
		}
	}
	var grew []int
	for range 200 {
		before := send.N
		carry(0) // one segment, and what it is answered
		recv := recvNow
		b.Try(&recv)
		carry(1)
		if a.Try(&send); send.N != before {
			grew = append(grew, send.N-before)
		}
	}
	if len(grew) == 0 || slices.Min(grew) < 10_000 {
		t.Errorf("200 segments made room for %v octets", grew)
	}
}

// TestRecvWaitsForLowat: SO_RCVLOWAT holds a call that waits, to the end of the
// octets; one that does not wait takes what there is.
func TestRecvWaitsForLowat(t *testing.T) {
	n := newSocketNet(t, 1)
	a, b := n.pair(false)
	n.set(b, "SO_RCVLOWAT", "10")
	n.must(a, topology.Op{Kind: topology.OpSend, Data: octets(9)})
	wait := topology.Op{Kind: topology.OpRecv}
	if b.Try(&wait) {
		t.Fatalf("recv below SO_RCVLOWAT: %s, %d octets", wait.Errno, wait.N)
	}
	if op := n.must(b, topology.Op{Kind: topology.OpRecv, Max: 2}); op.N != 2 {
		t.Errorf("recv that can take 2 octets: %d", op.N)
	}
	now := recvNow
	if n.do(b, &now); now.N != 7 {
		t.Errorf("recv without waiting: %s, %d octets", now.Errno, now.N)
	}
	n.must(a, topology.Op{Kind: topology.OpSend, Data: octets(4)})
	if b.Try(&wait) {
		t.Fatalf("recv below SO_RCVLOWAT: %s, %d octets", wait.Errno, wait.N)
	}
	n.must(a, closeIt)
	if !b.Try(&wait) || wait.N != 4 || wait.EOF {
		t.Errorf("recv of the last octets: %s, %d, end %v", wait.Errno, wait.N, wait.EOF)
	}
}

// TestReceivedStays: what a socket has read is untouched by what others read.
func TestReceivedStays(t *testing.T) {
	n := newSocketNet(t, 1)
	a, b := n.pair(false)
	n.must(a, topology.Op{Kind: topology.OpSend, Data: []byte("to b")})
	n.must(b, topology.Op{Kind: topology.OpSend, Data: []byte("to a")})
	first, second := n.must(b, topology.Op{Kind: topology.OpRecv}), n.must(a, topology.Op{Kind: topology.OpRecv})
	if string(first.Received) != "to b" || string(second.Received) != "to a" {
		t.Errorf("recv gave %q and %q", first.Received, second.Received)
	}
}

// TestNoAllocationPerCall: a program at work costs no memory.
func TestNoAllocationPerCall(t *testing.T) {
	n := newSocketNet(t, 1)
	a, b := n.pair(false)
	u, v := n.open(0, "udp", true), n.open(0, "udp", true)
	n.must(u, bindTo("[::]:53"))
	n.must(v, bindTo("[::]:54"))
	data := octets(5000)
	var op topology.Op
	for _, c := range []struct {
		name     string
		from, at *socket
		to       netip.AddrPort
	}{{"TCP", a, b, netip.AddrPort{}}, {"UDP", u, v, n.addr(0, true, 54)}} {
		call := func(s *socket, o topology.Op) {
			if op = o; !s.Try(&op) || op.Errno != topology.OK || op.N != len(data) {
				t.Fatalf("%s %s: %s, %d octets", c.name, op.Kind, op.Errno, op.N)
			}
		}
		allocs := testing.AllocsPerRun(100, func() {
			op = topology.Op{Kind: topology.OpRecv}
			if c.at.Try(&op) {
				t.Fatal("recv of nothing")
			}
			call(c.from, topology.Op{Kind: topology.OpSend, Data: data, Addr: c.to})
			call(c.at, topology.Op{Kind: topology.OpRecv})
		})
		if allocs != 0 {
			t.Errorf("%s: %v allocations for a send and two recv", c.name, allocs)
		}
	}
}
