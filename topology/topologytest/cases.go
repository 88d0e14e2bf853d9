package topologytest

import (
	"bytes"
	"net/netip"
	"time"

	"netlab/hooks/event"
	"netlab/topology"
)

func lifeOfAConnection(b *bench) {
	l, c, s := b.pair(80)
	if got := b.do(0, c, topology.Op{Kind: topology.OpClose}); got.Errno != topology.OK {
		b.fatalf("close: %s", got.Errno)
	}
	r := b.do(1, s, topology.Op{Kind: topology.OpRecv})
	if !r.EOF || len(r.Received) != 0 {
		b.fatalf("the peer has closed: recv gave %d octets, eof %v; want the end", len(r.Received), r.EOF)
	}
	b.run("the client's FIN is acknowledged", func() bool { return c.Conn().State == event.FinWait2 }) // it may come with the peer's
	b.do(1, s, topology.Op{Kind: topology.OpClose})
	b.run("the client is in TIME-WAIT", func() bool { return c.Conn().State == event.TimeWait })
	b.run("the server is closed", func() bool { return s.Conn().State == event.Closed })
	b.wantStates(s.Conn(), event.SynReceived, event.Established, event.CloseWait, event.LastAck, event.Closed)
	b.wantStates(c.Conn(), event.SynSent, event.Established, event.FinWait1, event.FinWait2, event.TimeWait)
	b.wantStates(l.Conn(), event.Listen)
	if s.Conn().Remote != c.Conn().Local || s.Conn().Local != c.Conn().Remote {
		b.fatalf("the ends do not agree on who they are: %v %v, %v %v", c.Conn().Local, c.Conn().Remote, s.Conn().Local, s.Conn().Remote)
	}
}

func bytesArrive(b *bench) {
	_, c, s := b.pair(80)
	want := make([]byte, 200_000)
	for i := range want {
		want[i] = byte(i>>8 ^ i)
	}
	if got := b.transfer(0, c, 1, s, want); !bytes.Equal(got, want) {
		b.fatalf("the octets that came are not those that were sent")
	}
	b.wellFormed()
}

func refused(b *bench) {
	c := b.open(0, "tcp")
	r := b.do(0, c, topology.Op{Kind: topology.OpConnect, Addr: b.addr(1, 81)})
	if r.Errno != "ECONNREFUSED" {
		b.fatalf("connect to a closed port: %s, want ECONNREFUSED", r.Errno)
	}
	b.wantStates(c.Conn(), event.SynSent, event.Closed)
	for e := range b.log.All() {
		if e.Kind == event.Change && e.To == event.Closed && (e.More == nil || e.More.Reason != "refused") {
			b.fatalf("the record does not say why the connection was closed: %+v", e.More)
		}
	}
}

func abortResets(b *bench) {
	_, c, s := b.pair(80)
	b.do(0, c, topology.Op{Kind: topology.OpAbort})
	r := b.do(1, s, topology.Op{Kind: topology.OpRecv})
	if r.Errno != "ECONNRESET" {
		b.fatalf("recv after the peer has aborted: %s, want ECONNRESET", r.Errno)
	}
	b.wantStates(c.Conn(), event.SynSent, event.Established, event.Closed)
	b.wantStates(s.Conn(), event.SynReceived, event.Established, event.Closed)
}

func halfClose(b *bench) {
	_, c, s := b.pair(80)
	b.do(0, c, topology.Op{Kind: topology.OpShutdown, How: "wr"})
	b.run("the server knows", func() bool { return s.Conn().State == event.CloseWait })
	b.do(1, s, topology.Op{Kind: topology.OpSend, Data: []byte("still here")})
	r := b.do(0, c, topology.Op{Kind: topology.OpRecv})
	if string(r.Received) != "still here" {
		b.fatalf("the open direction brought %q: %s", r.Received, r.Errno)
	}
	if r := b.do(0, c, topology.Op{Kind: topology.OpSend, Data: []byte("x")}); r.Errno != "EPIPE" {
		b.fatalf("send after shutdown: %s, want EPIPE", r.Errno)
	}
	if c.Conn().State != event.FinWait2 {
		b.fatalf("the client is in %s, want FIN-WAIT-2", c.Conn().State)
	}
}

func portTaken(b *bench) {
	b.listen(80)
	s := b.open(1, "tcp")
	if r := b.do(1, s, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 80)}); r.Errno != "EADDRINUSE" {
		b.fatalf("bind to a listener's port: %s, want EADDRINUSE", r.Errno)
	}
}

func nothingWithoutAsking(b *bench) {
	b.listen(80)
	b.pass(5 * time.Second)
	for e := range b.log.All() {
		if e.Kind == event.Send {
			b.fatalf("a host wrote packet %d, and nobody asked it to: the wire must carry what the lab does and nothing else", e.Packet)
		}
	}
}

func datagram(b *bench) {
	server, client := b.open(1, "udp"), b.open(0, "udp")
	b.do(1, server, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 53)})
	r := b.do(0, client, topology.Op{Kind: topology.OpSend, Data: []byte("hi"), Addr: b.addr(1, 53)})
	if r.Errno != topology.OK {
		b.fatalf("sendto: %s", r.Errno)
	}
	r = b.do(1, server, topology.Op{Kind: topology.OpRecv})
	if string(r.Received) != "hi" || r.Peer.Addr() != b.plan.Addr(0, b.ip) {
		b.fatalf("recvfrom gave %q from %v: %s", r.Received, r.Peer, r.Errno)
	}
}

func options(b *bench) {
	_, c, _ := b.pair(80)
	for _, o := range []struct{ name, set, want string }{
		{"TCP_NODELAY", "1", "1"}, {"TCP_NODELAY", "0", "0"}, {"SO_KEEPALIVE", "on", "1"},
		{"TCP_KEEPIDLE", "7", "7"}, {"TCP_KEEPINTVL", "3", "3"}, {"TCP_KEEPCNT", "4", "4"},
		{"TCP_USER_TIMEOUT", "5000", "5000"}, {"SO_LINGER", "3", "3"}, {"SO_REUSEADDR", "1", "1"},
	} {
		if r := b.do(0, c, topology.Op{Kind: topology.OpSetsockopt, Option: o.name, Value: o.set}); r.Errno != topology.OK {
			b.fatalf("setsockopt %s: %s", o.name, r.Errno)
		}
		if r := b.do(0, c, topology.Op{Kind: topology.OpGetsockopt, Option: o.name}); r.Errno != topology.OK || r.Value != o.want {
			b.fatalf("getsockopt %s: %s %q, want %q", o.name, r.Errno, r.Value, o.want)
		}
	}
	if r := b.do(0, c, topology.Op{Kind: topology.OpSetsockopt, Option: "TCP_NO_SUCH", Value: "1"}); r.Errno != "ENOPROTOOPT" {
		b.fatalf("an option that does not exist: %s, want ENOPROTOOPT", r.Errno)
	}
}

func crash(b *bench) {
	_, c, s := b.pair(80)
	sent := 0
	for e := range b.log.All() {
		if e.Kind == event.Send {
			sent++
		}
	}
	b.net.Crash(2)
	if s.Conn().State != event.Closed {
		b.fatalf("the crashed host's connection is in %s", s.Conn().State)
	}
	b.pass(time.Second)
	for e := range b.log.All() {
		if e.Kind == event.Send {
			sent--
		}
	}
	if sent != 0 || c.Conn().State != event.Established {
		b.fatalf("somebody noticed a crash that says nothing: %d packets, client in %s", -sent, c.Conn().State)
	}
	if err := b.net.Reboot(2); err != nil {
		b.fatalf("reboot: %v", err)
	}
	b.do(0, c, topology.Op{Kind: topology.OpSend, Data: []byte("hello?")})
	if r := b.do(0, c, topology.Op{Kind: topology.OpRecv}); r.Errno != "ECONNRESET" {
		b.fatalf("the rebooted host knows no connection: recv gave %s, want ECONNRESET", r.Errno)
	}
}
