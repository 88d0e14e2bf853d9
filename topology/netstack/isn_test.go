package netstack_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"netlab/hooks/event"
	"netlab/topology"
)

// TestEveryNumberChosen: with tcp_queue_seq all connections of a host begin with
// one number, those that it opens and those that it accepts, also where their SYNs
// come in one beat.
func TestEveryNumberChosen(t *testing.T) {
	shared := func(p *topology.Plan) { p.Wires[0].GRO = true }
	n := newNet(t, planOf(2, set(0, "tcp_queue_seq", "4294967290"), set(1, "tcp_queue_seq", "7"), shared))
	n.listen(1, 80, 8, false)
	n.listen(1, 81, 8, true)
	for range 3 {
		n.do(0, n.open(0, "tcp", false), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80), NoWait: true})
		n.do(0, n.open(0, "tcp", true), topology.Op{Kind: topology.OpConnect, Addr: n.addr6(1, 81), NoWait: true})
	}
	n.until(1000 * ms)
	for host, want := range map[int]uint32{0: 4294967290, 1: 7} {
		role := []event.Role{event.Syn, event.SynAck}[host]
		all := n.segments(host, role)
		if len(all) != 6 {
			t.Errorf("host %d sent %d times %s, want 6", host, len(all), role)
		}
		for _, e := range all {
			if e.Seg.Seq != want {
				t.Errorf("packet %d, %s, has number %d, want %d", e.Packet, role, e.Seg.Seq, want)
			}
		}
	}
}

// TestNumberAlone: a chosen number changes nothing but the number.
func TestNumberAlone(t *testing.T) {
	tale := func(changes ...change) (said []string) {
		n := newNet(t, planOf(2, changes...))
		a, b := n.pair()
		n.must(0, a, topology.Op{Kind: topology.OpSend, Data: octets(20_000)})
		n.until(n.Now() + 500*ms)
		n.must(0, a, topology.Op{Kind: topology.OpClose})
		n.must(1, b, topology.Op{Kind: topology.OpClose})
		n.until(n.Now() + 200_000*ms)
		for e := range n.log.All() {
			opts, _ := e.Seg.Options(e.Raw)
			said = append(said, fmt.Sprint(e.At, e.Kind, e.Seg.Flags, e.Seg.Len(), e.Seg.Window, opts, e.From, e.To))
		}
		return said
	}
	if diff := cmp.Diff(tale(), tale(set(0, "tcp_queue_seq", "1"), set(1, "tcp_queue_seq", "4294967295"))); diff != "" {
		t.Errorf("-as the stack has it +chosen:\n%s", diff)
	}
}
