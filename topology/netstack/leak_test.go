package netstack_test

import (
	"runtime"
	"testing"
	"time"

	"gvisor.dev/gvisor/pkg/refs"

	"netlab/hooks/event"
	"netlab/topology"
)

// busyNet is a run that ends in the middle of everything: packets held, on links
// and unread, half-open connections, orphans and timers of every kind.
func busyNet(t *testing.T, i int) {
	n, err := build(planOf(3, seed(uint64(i))), []string{"from a data#3 delay until any#99 from c", "from c fin#1 duplicate after 1h", "from a fin drop"}, new(event.Log))
	if err != nil {
		t.Fatal(err)
	}
	n.t = t
	a, c := n.pair()
	n.must(0, a, topology.Op{Kind: topology.OpSend, Data: octets(30_000)})
	n.must(2, c, topology.Op{Kind: topology.OpSend, Data: octets(3_000)})
	u := n.open(0, "udp", true)
	n.must(0, u, topology.Op{Kind: topology.OpSend, Data: octets(4_000), Addr: n.addr6(2, 53)}) // in fragments
	n.until(n.Now() + time.Duration(i%7)*5*ms)
	n.must(2, c, topology.Op{Kind: topology.OpClose})
	half := n.open(0, "tcp", false)
	n.try(0, half, &topology.Op{Kind: topology.OpConnect, Addr: n.addr(2, 80)})
	n.until(n.Now() + time.Duration(i%11)*7*ms)
	if i%3 == 0 {
		n.Crash(3)
		n.until(n.Now() + time.Second)
		if err := n.Reboot(3); err != nil {
			t.Fatal(err)
		}
	}
	n.DropHeld()
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestNothingIsLeftOver: neither goroutines nor packet buffers outlive their
// network. The stack's own count of references says so of the buffers.
func TestNothingIsLeftOver(t *testing.T) {
	refs.SetLeakMode(refs.LeaksPanic)
	defer refs.SetLeakMode(refs.NoLeakChecking)
	busyNet(t, 0)
	before := runtime.NumGoroutine()
	for i := range 50 {
		busyNet(t, i)
	}
	// A host that cannot be set as its plan says is taken down again.
	for range 10 {
		if _, err := build(planOf(3, set(1, "tcp_sack", "no such")), nil, new(event.Log)); err == nil {
			t.Fatal("a bad setting was taken")
		}
	}
	for range 1000 { // a goroutine that has ended may still be counted for a moment
		if runtime.NumGoroutine() <= before {
			break
		}
		runtime.Gosched()
	}
	if after := runtime.NumGoroutine(); after > before {
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines before 50 networks, %d after\n%s", before, after, stacks[:runtime.Stack(stacks, true)])
	}
	refs.DoRepeatedLeakCheck()
}
