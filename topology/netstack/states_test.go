package netstack_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"

	"netlab/hooks/event"
	"netlab/topology"
)

// arrows are RFC 9293's figure 5, with what its notes add to it (3.3.2): a reset
// or an abort leads to CLOSED from everywhere, and FIN-WAIT-1 to TIME-WAIT where
// one segment carries the peer's FIN and the acknowledgement of ours. And the one
// of netlab's own: with SYN cookies a connection comes out of LISTEN established.
var arrows = map[event.State][]event.State{
	event.Closed:      {event.Listen, event.SynSent},
	event.Listen:      {event.SynReceived, event.SynSent, event.Established, event.Closed},
	event.SynSent:     {event.SynReceived, event.Established, event.Closed},
	event.SynReceived: {event.Established, event.FinWait1, event.Listen, event.Closed},
	event.Established: {event.FinWait1, event.CloseWait, event.Closed},
	event.FinWait1:    {event.FinWait2, event.Closing, event.TimeWait, event.Closed},
	event.FinWait2:    {event.TimeWait, event.Closed},
	event.CloseWait:   {event.LastAck, event.Closed},
	event.Closing:     {event.TimeWait, event.Closed},
	event.LastAck:     {event.Closed},
	event.TimeWait:    {event.Closed},
}

// TestEveryStateIsSeen lets two hosts do random things over a wire that loses
// packets, and wants every connection's history to be a walk in figure 5, without
// a leap, from CLOSED or, for one that came in, from LISTEN.
func TestEveryStateIsSeen(t *testing.T) {
	seen := map[[2]event.State]int{}
	for i := range 300 {
		n := randomRun(t, uint64(i))
		type history struct {
			at event.State
		}
		conns := map[event.ConnID]*history{}
		for _, nd := range []event.HostID{1, 2} {
			for _, c := range n.Book(nd).All() {
				h := &history{at: event.Closed}
				if c.Listener != nil {
					h.at = event.Listen
				}
				conns[c.ID] = h
			}
		}
		for e := range n.log.All() {
			if e.Kind != event.Change {
				continue
			}
			h := conns[e.Conn]
			if h == nil || e.From != h.at || !slices.Contains(arrows[e.From], e.To) {
				t.Fatalf("run %d, event %d: connection %s went %s -> %s, and was in %+v\n%s", i, e.N, e.Names.Conn(e.Conn), e.From, e.To, h, n.story())
			}
			if e.From == event.Listen && e.To == event.Established {
				t.Fatalf("run %d, event %d: a connection came up without SYN-RECEIVED and without SYN cookies\n%s", i, e.N, n.story())
			}
			h.at = e.To
			seen[[2]event.State{e.From, e.To}]++
		}
		// The record and the book agree about where everything stands.
		for _, nd := range []event.HostID{1, 2} {
			for _, c := range n.Book(nd).All() {
				if conns[c.ID].at != c.State {
					t.Fatalf("run %d: %s is in %s and was last told in %s\n%s", i, c.Name, c.State, conns[c.ID].at, n.story())
				}
			}
		}
		n.Close()
	}
	for _, want := range [][2]event.State{
		{event.Closed, event.Listen}, {event.Closed, event.SynSent}, {event.Listen, event.SynReceived}, {event.SynSent, event.Established},
		{event.SynReceived, event.Established}, {event.Established, event.FinWait1}, {event.Established, event.CloseWait},
		{event.FinWait1, event.FinWait2}, {event.FinWait1, event.Closing}, {event.FinWait1, event.TimeWait}, {event.FinWait2, event.TimeWait}, {event.CloseWait, event.LastAck},
		{event.Closing, event.TimeWait}, {event.LastAck, event.Closed}, {event.TimeWait, event.Closed}, {event.SynSent, event.Closed},
		{event.Listen, event.Closed}, {event.Established, event.Closed},
	} {
		if seen[want] == 0 {
			t.Errorf("no run went %s -> %s: the runs are too tame", want[0], want[1])
		}
	}
}

// randomRun is a run of random calls on both hosts with random losses.
func randomRun(t *testing.T, seed uint64) *net {
	rng := rand.New(rand.NewPCG(seed, 1))
	p := planOf(2, func(p *topology.Plan) {
		p.Seed = seed
		for d := range p.Wires[0].Props {
			p.Wires[0].Props[d].Loss = []float64{0, 0.1, 0.4}[rng.IntN(3)]
			p.Wires[0].Props[d].Jitter = []time.Duration{0, 9 * ms}[rng.IntN(2)]
		}
	})
	n := newNet(t, p)
	l := n.listen(1, 80, 8, false)
	type pending struct {
		host int
		sock topology.Socket
		op   topology.Op
	}
	var waiting []*pending
	socks := [2][]topology.Socket{}
	retry := func() {
		waiting = slices.DeleteFunc(waiting, func(w *pending) bool {
			if !n.try(w.host, w.sock, &w.op) {
				return false
			}
			if w.op.Accepted != nil {
				socks[1] = append(socks[1], w.op.Accepted)
			}
			return true
		})
	}
	begin := func(host int, s topology.Socket, op topology.Op) {
		waiting = append(waiting, &pending{host, s, op})
		retry()
	}
	for range 3 {
		begin(1, l, topology.Op{Kind: topology.OpAccept})
	}
	now := time.Duration(0)
	for range 12 {
		host := rng.IntN(2)
		if len(socks[0]) < 3 && rng.IntN(3) == 0 || len(socks[0]) == 0 {
			s := n.open(0, "tcp", false)
			socks[0] = append(socks[0], s)
			begin(0, s, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80)})
		} else if len(socks[host]) > 0 {
			s := socks[host][rng.IntN(len(socks[host]))]
			op := topology.Op{Kind: topology.OpClose}
			switch rng.IntN(8) {
			case 0, 1:
				op = topology.Op{Kind: topology.OpSend, Data: octets(1 + rng.IntN(4000)), NoWait: true}
			case 2, 3:
				op = topology.Op{Kind: topology.OpShutdown, How: []string{"wr", "rd", "rdwr"}[rng.IntN(3)]}
			case 4:
				op = topology.Op{Kind: topology.OpRecv, NoWait: true}
			case 5:
				if rng.IntN(3) == 0 {
					op = topology.Op{Kind: topology.OpAbort}
				}
			}
			begin(host, s, op)
		}
		// Sometimes both ends act in one round trip, sometimes long after.
		now += []time.Duration{0, ms, 15 * ms, 40 * ms, 3 * time.Second}[rng.IntN(5)]
		for {
			at, ok := n.Next()
			if !ok || at > now {
				break
			}
			n.step()
			retry()
		}
	}
	if rng.IntN(2) == 0 {
		begin(1, l, topology.Op{Kind: topology.OpClose})
	}
	for host := range socks {
		for _, s := range socks[host] {
			begin(host, s, topology.Op{Kind: topology.OpClose})
		}
	}
	for n.Now() < time.Hour && n.step() {
		retry()
	}
	return n
}

func wantPath(t *testing.T, n *net, c *topology.Conn, want ...event.State) {
	t.Helper()
	if got := n.path(c); !slices.Equal(got, want) {
		t.Errorf("%s went %v, want %v\n%s", c.Name, got, want, n.story())
	}
}

func TestSimultaneousOpen(t *testing.T) {
	n := newNet(t, planOf(2))
	var socks [2]topology.Socket
	var ops [2]topology.Op
	for h := range socks {
		socks[h] = n.open(h, "tcp", false)
		n.must(h, socks[h], topology.Op{Kind: topology.OpBind, Addr: netip.AddrPortFrom(netip.Addr{}, 5000)})
		ops[h] = topology.Op{Kind: topology.OpConnect, Addr: n.addr(1-h, 5000)}
	}
	done := [2]bool{}
	for begun := true; !done[0] || !done[1]; begun = n.step() {
		if !begun {
			t.Fatalf("it never ended\n%s", n.story())
		}
		for h := range socks {
			done[h] = done[h] || n.try(h, socks[h], &ops[h])
		}
	}
	for h := range socks {
		if ops[h].Errno != topology.OK {
			t.Errorf("connect on %d: %s", h, ops[h].Errno)
		}
		wantPath(t, n, socks[h].Conn(), event.Closed, event.SynSent, event.SynReceived, event.Established)
	}
}

func TestSimultaneousClose(t *testing.T) {
	n := newNet(t, planOf(2))
	a, b := n.pair()
	n.try(0, a, &topology.Op{Kind: topology.OpClose})
	n.try(1, b, &topology.Op{Kind: topology.OpClose})
	n.until(time.Hour)
	closing := []event.State{event.Established, event.FinWait1, event.Closing, event.TimeWait, event.Closed}
	wantPath(t, n, a.Conn(), append([]event.State{event.Closed, event.SynSent}, closing...)...)
	wantPath(t, n, b.Conn(), append([]event.State{event.Listen, event.SynReceived}, closing...)...)
}

// TestPassedStatesAreFilledIn: the handshake's last ACK is lost and a FIN comes
// instead; a host that goes through two states in one settling shows both.
func TestPassedStatesAreFilledIn(t *testing.T) {
	n := newNet(t, planOf(2), "from a handshake-ack#1 drop")
	l := n.listen(1, 80, 8, false)
	c := n.open(0, "tcp", false)
	n.must(0, c, topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80)})
	n.must(0, c, topology.Op{Kind: topology.OpClose})
	n.until(100 * ms)
	s := n.must(1, l, topology.Op{Kind: topology.OpAccept}).Accepted
	wantPath(t, n, s.Conn(), event.Listen, event.SynReceived, event.Established, event.CloseWait)
}

// TestEmbryosAndOrphans: connections that no program holds are told of too.
func TestEmbryosAndOrphans(t *testing.T) {
	n := newNet(t, planOf(2), "from a ack drop")
	l := n.listen(1, 80, 8, false)
	for range 3 {
		n.must(0, n.open(0, "tcp", false), topology.Op{Kind: topology.OpConnect, Addr: n.addr(1, 80)})
	}
	n.until(n.Now() + 100*ms)
	half := 0
	for _, c := range n.Book(2).All() {
		if c.State == event.SynReceived {
			half++
		}
	}
	if half != 3 {
		t.Fatalf("%d connections are half-open, want 3\n%s", half, n.story())
	}
	// The listener goes: those that are half-open end in the order in which they came.
	n.must(1, l, topology.Op{Kind: topology.OpClose})
	var gone []string
	for e := range n.log.All() {
		if e.Kind == event.Change && e.To == event.Closed && e.From == event.SynReceived {
			gone = append(gone, e.Names.Conn(e.Conn))
		}
	}
	if fmt.Sprint(gone) != "[tcp/1 tcp/2 tcp/3]" {
		t.Errorf("half-open connections ended in the order %v\n%s", gone, n.story())
	}
}
