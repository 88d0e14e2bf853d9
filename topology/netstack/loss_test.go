package netstack_test

import (
	"testing"

	"netlab/hooks/event"
	"netlab/topology"
)

// TestOneLossCostsOneRetransmission: segments written at one instant are told
// apart by the stack's clock. With equal times of sending RACK would take the
// whole burst for lost.
func TestOneLossCostsOneRetransmission(t *testing.T) {
	n := newNet(t, planOf(2), "from a data#3 drop")
	a, b := n.pair()
	n.must(0, a, topology.Op{Kind: topology.OpSend, Data: octets(12_000)})
	for got := 0; got < 12_000; {
		got += len(n.must(1, b, topology.Op{Kind: topology.OpRecv}).Received)
	}
	if again := n.segments(0, event.Retransmission); len(again) != 1 {
		t.Errorf("one segment of a burst was lost, and %d were sent again\n%s", len(again), n.story())
	}
}
