package topologytest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// octets are so many that do not repeat.
func octets(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// connectAgain: a second connect says EALREADY where it is not to wait, and else
// how the first one ended (connect(2)).
func connectAgain(b *bench) {
	b.listen(80)
	for i, want := range []topology.Errno{topology.OK, "ECONNREFUSED"} {
		port := uint16(80 + i)
		c := b.open(0, "tcp")
		to := topology.Op{Kind: topology.OpConnect, Addr: b.addr(1, port), NoWait: true}
		if r := b.do(0, c, to); r.Errno != "EINPROGRESS" {
			b.fatalf("the first connect to port %d: %s, want EINPROGRESS", port, r.Errno)
		}
		if r := b.do(0, c, to); r.Errno != "EALREADY" {
			b.fatalf("the second connect to port %d: %s, want EALREADY", port, r.Errno)
		}
		to.NoWait = false
		if r := b.do(0, c, to); r.Errno != want {
			b.fatalf("the third connect to port %d: %s, want %s", port, r.Errno, want)
		}
	}
}

func datagramRefused(b *bench) {
	client := b.open(0, "udp")
	b.must(0, client, topology.Op{Kind: topology.OpConnect, Addr: b.addr(1, 53)})
	b.must(0, client, topology.Op{Kind: topology.OpSend, Data: []byte("anybody?")})
	if r := b.do(0, client, topology.Op{Kind: topology.OpRecv}); r.Errno != "ECONNREFUSED" {
		b.fatalf("recv after a port unreachable: %s, want ECONNREFUSED", r.Errno)
	}
	b.wellFormed()
}

// rebootedClient: the server still has the connection of the client's former life.
// A new SYN of the same ports makes it ask, and the client's RST settles it (RFC
// 9293, 3.5.1 and 3.10.7.4; RFC 5961, 4.2).
func rebootedClient(b *bench) {
	l := b.listen(80)
	from := func() topology.Socket {
		c := b.open(0, "tcp")
		b.must(0, c, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 5000)})
		b.must(0, c, topology.Op{Kind: topology.OpConnect, Addr: b.addr(1, 80)})
		return c
	}
	from()
	old := b.must(1, l, topology.Op{Kind: topology.OpAccept}).Accepted
	b.net.Crash(1)
	b.pass(100 * time.Millisecond)
	if err := b.net.Reboot(1); err != nil {
		b.fatalf("reboot: %v", err)
	}
	c := from()
	s := b.must(1, l, topology.Op{Kind: topology.OpAccept}).Accepted
	if r := b.do(1, old, topology.Op{Kind: topology.OpRecv}); r.Errno != "ECONNRESET" {
		b.fatalf("recv on the old connection: %s, want ECONNRESET", r.Errno)
	}
	if got := b.transfer(0, c, 1, s, []byte("here again")); string(got) != "here again" {
		b.fatalf("the new connection brought %q", got)
	}
}

// backlog: what nobody accepts fills a queue of its length, or of one more
// (sk_acceptq_is_full, include/net/sock.h). When it was emptied others come in.
func backlog(b *bench) {
	const room, many = 2, 5
	l := b.listenFor(80, room)
	var clients [many]topology.Socket
	var ops [many]topology.Op
	for i := range clients {
		clients[i] = b.open(0, "tcp")
		ops[i] = topology.Op{Kind: topology.OpConnect, Addr: b.addr(1, 80)}
		b.try(0, clients[i], &ops[i])
	}
	established := func() (up int) {
		for _, c := range b.net.Book(2).All() {
			if c.State == event.Established {
				up++
			}
		}
		return up
	}
	b.run("the backlog is full", func() bool { return established() >= room }) // a busy machine takes its time
	b.pass(300 * time.Millisecond)
	up := established()
	if up < room || up > room+1 {
		b.fatalf("%d connections are up of a backlog of %d", up, room)
	}
	for i := range up {
		if r := b.do(1, l, topology.Op{Kind: topology.OpAccept}); r.Errno != topology.OK {
			b.fatalf("accept %d of %d: %s", i+1, up, r.Errno)
		}
	}
	late := b.open(0, "tcp")
	b.must(0, late, topology.Op{Kind: topology.OpConnect, Addr: b.addr(1, 80)})
	b.must(0, late, topology.Op{Kind: topology.OpSend, Data: []byte("at last")})
	for {
		s := b.must(1, l, topology.Op{Kind: topology.OpAccept}).Accepted
		if s.Conn().Remote == late.Conn().Local {
			return
		}
	}
}

func crossingFINs(b *bench) {
	_, c, s := b.pair(80)
	ends := [2]topology.Socket{c, s}
	for h, end := range ends {
		b.must(h, end, topology.Op{Kind: topology.OpSend, Data: fmt.Appendf(nil, "last words of %d", h)})
	}
	for h, end := range ends {
		b.must(h, end, topology.Op{Kind: topology.OpShutdown, How: "wr"})
	}
	for h, end := range ends {
		var got []byte
		for {
			r := b.must(h, end, topology.Op{Kind: topology.OpRecv})
			if got = append(got, r.Received...); r.EOF {
				break
			}
		}
		if want := fmt.Sprintf("last words of %d", 1-h); string(got) != want {
			b.fatalf("host %d read %q, want %q", h, got, want)
		}
	}
	for _, end := range ends {
		b.run("both are in TIME-WAIT", func() bool { return end.Conn().State == event.TimeWait })
	}
	b.wantStates(c.Conn(), event.SynSent, event.Established, event.FinWait1, event.Closing, event.TimeWait)
	b.wantStates(s.Conn(), event.SynReceived, event.Established, event.FinWait1, event.Closing, event.TimeWait)
}

func fifty(b *bench) {
	const many = 50
	l := b.listenFor(80, many)
	var clients, servers [many]topology.Socket
	var ops [many]topology.Op
	for i := range clients {
		clients[i] = b.open(0, "tcp")
		ops[i] = topology.Op{Kind: topology.OpConnect, Addr: b.addr(1, 80)}
		b.try(0, clients[i], &ops[i])
	}
	for i := range clients {
		b.run(fmt.Sprintf("client %d is connected", i), func() bool { return ops[i].Errno != "" || b.try(0, clients[i], &ops[i]) })
		servers[i] = b.must(1, l, topology.Op{Kind: topology.OpAccept}).Accepted
	}
	for i, c := range clients {
		b.must(0, c, topology.Op{Kind: topology.OpSend, Data: []byte(c.Conn().Local.String())})
		if ops[i].Errno != topology.OK {
			b.fatalf("connect %d: %s", i, ops[i].Errno)
		}
	}
	for _, s := range servers {
		r := b.must(1, s, topology.Op{Kind: topology.OpRecv})
		if want := s.Conn().Remote.String(); string(r.Received) != want {
			b.fatalf("the connection from %s brought %q", want, r.Received)
		}
		b.must(1, s, topology.Op{Kind: topology.OpClose})
	}
	for _, c := range clients {
		if r := b.must(0, c, topology.Op{Kind: topology.OpRecv}); !r.EOF {
			b.fatalf("recv gave %q, want the end", r.Received)
		}
		b.must(0, c, topology.Op{Kind: topology.OpClose})
	}
	for _, s := range servers {
		b.run("all are over", func() bool { return s.Conn().State == event.TimeWait })
	}
	for _, c := range clients {
		b.run("all are over", func() bool { return c.Conn().State == event.Closed })
	}
}

func lossesRepaired(b *bench) {
	_, c, s := b.pair(80)
	want := octets(500_000)
	if got := b.transfer(0, c, 1, s, want); !bytes.Equal(got, want) {
		b.fatalf("the octets that came are not those that were sent")
	}
	if n := b.count(func(e *event.Event) bool { return e.Info.Roles.Has(event.Retransmission) }); n < 5 {
		b.fatalf("%d segments were sent again: too few were lost for a test", n)
	}
	b.wellFormed()
}

func forwards(b *bench) {
	_, c, s := b.pair(80)
	want := octets(100_000)
	if got := b.transfer(0, c, 1, s, want); !bytes.Equal(got, want) {
		b.fatalf("the octets that came are not those that were sent")
	}
	sent := map[uint32]event.Event{}
	forwarded := 0
	for e := range b.log.All() {
		if e.Kind != event.Send {
			continue
		}
		if sent[e.Packet] = *e; e.Host != 3 || e.Seg.Proto != segment.TCP {
			continue
		}
		forwarded++
		if o := sent[e.Origin]; e.Seg.TTL != o.Seg.TTL-1 || e.Seg.Seq != o.Seg.Seq || e.Seg.Len() != o.Seg.Len() || e.Wire == o.Wire || e.Info.Stream != o.Info.Stream {
			b.fatalf("packet %d is told to be packet %d, passed on", e.Packet, e.Origin)
		}
	}
	if forwarded < 70 {
		b.fatalf("the router passed on %d packets", forwarded)
	}
	b.wellFormed()
}

// routerAnswers: a datagram to an address that nobody has on the far side of the
// router, and one whose time to live ends there.
func routerAnswers(b *bench) {
	client := b.open(0, "udp")
	nobody := netip.MustParseAddr("10.99.0.1")
	if b.ip == 6 {
		nobody = netip.MustParseAddr("fd99::1")
	}
	b.must(0, client, topology.Op{Kind: topology.OpSend, Data: []byte("x"), Addr: netip.AddrPortFrom(nobody, 53)})
	b.pass(time.Second)
	var answers []string
	for e := range b.log.All() {
		if e.Kind == event.Send && e.Info.Role == event.ICMPRole && e.Host == 3 && !neighbours(e) {
			answers = append(answers, fmt.Sprintf("%d/%d", e.Seg.Type, e.Seg.Code))
		}
	}
	want := "3/0" // net unreachable, RFC 792
	if b.ip == 6 {
		want = "1/0" // no route, RFC 4443 (3.1)
	}
	if got := strings.Join(answers, " "); got != want {
		b.fatalf("the router answered %q, want %s", got, want)
	}
}

// neighbours says whether a packet is one of neighbour discovery's.
func neighbours(e *event.Event) bool {
	return e.Seg.Proto == segment.ICMPv6 && e.Seg.Type >= 135
}
