package topologytest

import (
	"bytes"
	"net/netip"

	"netlab/hooks/event"
	"netlab/topology"
)

// largestDatagram: over IPv4 65,507 octets, which with the headers of UDP and IP
// are the 65,535 that a length can say (RFC 791, 3.1); over IPv6, whose length does
// not count its own header, 65,527 (RFC 8200, 3). They come in fragments. What is
// longer, EMSGSIZE says, and nothing is sent.
func largestDatagram(b *bench) {
	most := 65535 - 20 - 8
	if b.ip == 6 {
		most = 65535 - 8
	}
	server, client := b.open(1, "udp"), b.open(0, "udp")
	b.must(1, server, topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 53)})
	if b.ip == 4 {
		// Not all of them are then marked "don't fragment", and have an
		// identification each (RFC 6864, 4.1).
		b.must(0, client, topology.Op{Kind: topology.OpSetsockopt, Option: "IP_MTU_DISCOVER", Value: "0"})
	}
	send := func(n int) topology.Op {
		return b.do(0, client, topology.Op{Kind: topology.OpSend, Data: octets(n), Addr: b.addr(1, 53)})
	}
	if r := send(most + 1); r.Errno != "EMSGSIZE" || b.count(func(e *event.Event) bool { return e.Seg.Len() > 0 }) > 0 {
		b.fatalf("sendto of %d octets: %s, want EMSGSIZE and nothing sent", most+1, r.Errno)
	}
	for range 2 {
		if r := send(most); r.Errno != topology.OK || r.N != most {
			b.fatalf("sendto of %d octets took %d: %s", most, r.N, r.Errno)
		}
		if r := b.must(1, server, topology.Op{Kind: topology.OpRecv}); !bytes.Equal(r.Received, octets(most)) {
			b.fatalf("recvfrom gave %d octets that are not the %d that were sent", len(r.Received), most)
		}
	}
	ids := map[uint32]int{}
	for e := range b.log.All() {
		if e.Kind == event.Send && (e.Seg.MoreFrags || e.Seg.FragOffset > 0) {
			ids[e.Seg.ID]++
		}
	}
	if len(ids) != 2 {
		b.fatalf("the fragments of 2 datagrams have %d identifications: %v", len(ids), ids)
	}
	b.wellFormed()
}
