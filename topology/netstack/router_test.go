package netstack_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/topology"
)

// TestRouters: a connection through one and two routers; every forwarded packet
// has the one that the router was given as its origin, and a TTL less by one.
func TestRouters(t *testing.T) {
	for hosts := 3; hosts <= 4; hosts++ {
		for _, v6 := range []bool{false, true} {
			n := newNet(t, planOf(hosts))
			last := hosts - 1
			l := n.listen(last, 80, 8, v6)
			c := n.open(0, "tcp", v6)
			to := n.addr(last, 80)
			if v6 {
				to = n.addr6(last, 80)
			}
			n.must(0, c, topology.Op{Kind: topology.OpConnect, Addr: to})
			n.must(0, c, topology.Op{Kind: topology.OpSend, Data: octets(20_000)})
			s := n.must(last, l, topology.Op{Kind: topology.OpAccept}).Accepted
			for got := 0; got < 20_000; {
				got += len(n.must(last, s, topology.Op{Kind: topology.OpRecv}).Received)
			}
			sent := map[uint32]event.Event{}
			forwarded := 0
			for e := range n.log.All() {
				if e.Kind != event.Send {
					continue
				}
				o, known := sent[e.Origin]
				switch router := n.plan.Hosts[e.Host-1].Forward; {
				case router != known:
					t.Fatalf("event %d: %s wrote a packet with the origin %d\n%s", e.N, n.plan.Hosts[e.Host-1].Name, e.Origin, n.story())
				case router:
					forwarded++
					if e.Seg.TTL != o.Seg.TTL-1 || e.Seg.Seq != o.Seg.Seq || e.Seg.Src != o.Seg.Src || e.Seg.Len() != o.Seg.Len() || e.Info.Stream != o.Info.Stream {
						t.Fatalf("event %d: packet %d is not packet %d, forwarded", e.N, e.Packet, e.Origin)
					}
				}
				sent[e.Packet] = *e
			}
			if forwarded < 20*(hosts-2) {
				t.Errorf("%d packets were forwarded", forwarded)
			}
		}
	}
}

// answers are the ICMP errors that hosts wrote; routers pass them on.
func answers(n *net) (all []string) {
	for e := range n.log.All() {
		if e.Kind == event.Send && e.Info.Role == event.ICMPRole && e.Origin == 0 {
			all = append(all, fmt.Sprintf("%s: %d/%d to %s", n.plan.Hosts[e.Host-1].Name, e.Seg.Type, e.Seg.Code, e.Seg.Dst))
		}
	}
	return all
}

func TestTTLExpires(t *testing.T) {
	for _, c := range []struct {
		ttl  string
		want string
	}{{"1", "b: 11/0 to 10.0.0.1"}, {"2", "c: 11/0 to 10.0.0.1"}} {
		n := newNet(t, planOf(4, set(0, "ip_default_ttl", c.ttl)))
		s := n.open(0, "udp", false)
		n.must(0, s, topology.Op{Kind: topology.OpSend, Data: []byte("x"), Addr: n.addr(3, 53)})
		n.until(time.Second)
		if got := answers(n); !slices.Equal(got, []string{c.want}) {
			t.Errorf("TTL %s: %v, want %s\n%s", c.ttl, got, c.want, n.story())
		}
	}
	n := newNet(t, planOf(4, set(0, "ip_default_ttl", "1")))
	n.must(0, n.open(0, "udp", true), topology.Op{Kind: topology.OpSend, Data: []byte("x"), Addr: n.addr6(3, 53)})
	n.until(time.Second)
	if got := answers(n); !slices.Equal(got, []string{"b: 3/0 to fd00::1"}) {
		t.Errorf("hop limit 1: %v\n%s", got, n.story())
	}
}

// TestNowhere: the first router says that an address is nowhere.
func TestNowhere(t *testing.T) {
	n := newNet(t, planOf(4))
	s := n.open(0, "tcp", false)
	op := n.do(0, s, topology.Op{Kind: topology.OpConnect, Addr: netip.MustParseAddrPort("192.0.2.1:80")})
	if got := answers(n); len(got) == 0 || got[0] != "b: 3/0 to 10.0.0.1" {
		t.Errorf("the answers are %v\n%s", got, n.story())
	}
	if op.Errno != "ENETUNREACH" && op.Errno != "EHOSTUNREACH" {
		t.Errorf("connect to nowhere: %s", op.Errno)
	}
	for e := range n.log.All() {
		if e.Kind == event.Change && e.To == event.Closed && (e.More == nil || e.More.Reason != "unreachable") {
			t.Errorf("the record does not say that it is unreachable: %+v", e.More)
		}
	}
}

// TestPathMTU: behind the router the wire is narrower. The router says so, the
// sender makes its segments shorter, and everything arrives.
func TestPathMTU(t *testing.T) {
	for _, v6 := range []bool{false, true} {
		n := newNet(t, planOf(3, mtu(1, 1300)))
		l := n.listen(2, 80, 8, v6)
		c := n.open(0, "tcp", v6)
		to, want := n.addr(2, 80), "b: 3/4 to 10.0.0.1"
		if v6 {
			to, want = n.addr6(2, 80), "b: 2/0 to fd00::1"
		}
		n.must(0, c, topology.Op{Kind: topology.OpConnect, Addr: to})
		s := n.must(2, l, topology.Op{Kind: topology.OpAccept}).Accepted
		// The server's side of the wire offers a small MSS: the client would
		// never be too long. So it is the server that answers at length.
		n.must(2, s, topology.Op{Kind: topology.OpSend, Data: octets(10_000)})
		for got := 0; got < 10_000; {
			got += len(n.must(0, c, topology.Op{Kind: topology.OpRecv}).Received)
		}
		if got := answers(n); len(got) != 0 {
			t.Errorf("both ends know of the narrow wire, and still %v", got)
		}

		// A narrow wire between two wide ones: nobody knows of it.
		n = newNet(t, planOf(4, mtu(1, 1300)))
		l = n.listen(3, 80, 8, v6)
		c = n.open(0, "tcp", v6)
		to = n.addr(3, 80)
		if v6 {
			to = n.addr6(3, 80)
		}
		n.must(0, c, topology.Op{Kind: topology.OpConnect, Addr: to})
		s = n.must(3, l, topology.Op{Kind: topology.OpAccept}).Accepted
		n.must(0, c, topology.Op{Kind: topology.OpSend, Data: octets(10_000)})
		for got := 0; got < 10_000; {
			got += len(n.must(3, s, topology.Op{Kind: topology.OpRecv}).Received)
		}
		if got := answers(n); len(got) == 0 || got[0] != want {
			t.Errorf("v6 %v: the answers are %v, want %s first\n%s", v6, got, want, n.story())
		}
		if short := len(n.segments(0, event.Data)); short > 40 {
			t.Errorf("v6 %v: 10,000 octets took %d segments", v6, short)
		}
		for e := range n.log.All() {
			if e.Kind == event.Send {
				if ip, transport := segment.VerifyChecksums(segment.IP, e.Raw, &e.Seg); ip == segment.ChecksumBad || transport == segment.ChecksumBad {
					t.Errorf("event %d: a wrong checksum", e.N)
				}
			}
			if e.Kind == event.Send && e.Wire == 2 && len(e.Raw) > 1300 {
				t.Errorf("event %d: %d octets on a wire of 1300", e.N, len(e.Raw))
			}
			if e.Kind == event.Send && e.Seg.Proto == segment.Fragment {
				t.Errorf("event %d: TCP was sent in fragments", e.N)
			}
		}
	}
}
