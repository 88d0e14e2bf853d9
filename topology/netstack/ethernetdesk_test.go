package netstack_test

import (
	"testing"

	"netlab/topology"
)

// TestEthernetDesk: what rules make of frames are frames, which their receiver
// takes for its own.
func TestEthernetDesk(t *testing.T) {
	for _, c := range []struct {
		rule string
		want topology.Errno // of connect; where that is ok,
		read string         // what the server reads
		then topology.Errno // and what a second recv gives; "": it blocks
	}{
		{"from a to b syn#1 reject rst", "ECONNREFUSED", "", ""},
		{"from a to b syn#1 reject icmp port-unreachable", "ECONNREFUSED", "", ""},
		{"from a to b syn#1 inject R. 0:0(0) ack 1 back", "ECONNREFUSED", "", ""},
		{"from a to b data#1 inject R 6:6(0)", topology.OK, "hello", "ECONNRESET"},
		{`from a to b data#1 rewrite tcp.payload = "HELLO"`, topology.OK, "HELLO", ""},
		{"from a to b data#1 corrupt payload", topology.OK, "hello", ""}, // not taken, and sent again
		{"from a to b data#1 corrupt bit 0", topology.OK, "hello", ""},
		{"from a to b data#1 duplicate 2", topology.OK, "hello", ""},
		{"from a to b data#1 rewrite eth.dst = 02:00:00:00:09:09", topology.OK, "hello", ""},
		{"from a to b syn#1 rewrite eth.src = 02:00:00:00:09:09", topology.OK, "hello", ""},
	} {
		for _, v6 := range []bool{false, true} {
			n := newEthernet(t, planOf(2), c.rule)
			to := n.addr(1, 80)
			if v6 {
				to = n.addr6(1, 80)
			}
			l := n.listen(1, 80, 8, v6)
			client := n.open(0, "tcp", v6)
			if got := n.do(0, client, topology.Op{Kind: topology.OpConnect, Addr: to}); got.Errno != c.want {
				t.Errorf("%s, v6 %v: connect gave %s, want %s\n%s", c.rule, v6, got.Errno, c.want, n.story())
				continue
			}
			if c.want == topology.OK {
				server := n.must(1, l, topology.Op{Kind: topology.OpAccept}).Accepted
				n.must(0, client, topology.Op{Kind: topology.OpSend, Data: []byte("hello")})
				if got := n.must(1, server, topology.Op{Kind: topology.OpRecv}); string(got.Received) != c.read {
					t.Errorf("%s, v6 %v: the server read %q\n%s", c.rule, v6, got.Received, n.story())
				}
				n.until(n.Now() + 100*ms)
				again := topology.Op{Kind: topology.OpRecv}
				if n.try(1, server, &again); again.Errno != c.then {
					t.Errorf("%s, v6 %v: then recv gave %q, want %q\n%s", c.rule, v6, again.Errno, c.then, n.story())
				}
			}
			ruled := false
			for e := range n.log.All() {
				ruled = ruled || e.Rule != 0
				if e.Packet != 0 && e.Seg.Net != 14 {
					t.Errorf("%s, v6 %v: packet %d is no frame", c.rule, v6, e.Packet)
				}
			}
			if !ruled {
				t.Errorf("%s, v6 %v: the rule did nothing", c.rule, v6)
			}
		}
	}
}
