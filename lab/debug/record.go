package debug

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"time"

	"netlab/hooks/event"
)

// record is what a branch's events tell of the desk.
//
// A packet comes to the desk just before the first verdict about it, or, where the
// desk itself made it, just before the rules behind the one that made it see it. A
// decision by hand stands behind all others: the packet reaches it there and then,
// unless a rule of the lab holds the packet back first, or takes it away.
type record struct {
	hand    event.RuleID // the first rule that is a decision by hand
	stops   []stop       // where a packet stands at the desk, in their order
	packets []passage    // by number
	lacks   bool         // some packets may reach a decision by hand without an event
	looked  window       // what the network was asked about the moments around the cursor
}

// stop is a packet that stands at the desk: the world stands still behind event n.
type stop struct {
	n      uint32
	packet uint32
	order  int // among those at one event
}

// passage is a packet's way past the desk.
type passage struct {
	first   uint32        // the event that tells of it first; 0: none does
	at      time.Duration // when it came to the desk
	comes   uint32        // it comes behind this event; 0: never
	made    bool          // the desk made it
	reaches uint32        // it reaches decisions by hand behind this event; 0: it does not, as far as is known
	reach   time.Duration // when
	order   int           // of reaching, among those that reach behind one event
	acts    []act         // what rules did with it, in order
}

// act is a verdict about a packet, or one that made another of it.
type act struct {
	n      uint32
	at     time.Duration
	action event.Action
	rule   event.RuleID
	made   uint32 // the packet that was made of it; 0: none was
	passes bool   // it was put on the wire as it was: nothing is decided any more
}

// read goes over a branch's events.
func (r *record) read(b *Branch) {
	r.hand = event.RuleID(len(b.Plan.Network.Rules) - len(b.Rules) + 1)
	var about []uint32 // by event: its packet
	for e := range b.Log.All() {
		about = append(about, e.Packet)
		if e.Packet == 0 {
			continue
		}
		p := r.packet(e.Packet)
		if p.first == 0 {
			p.first, p.made = e.N, e.Kind == event.Verdict
		}
		if e.Kind != event.Verdict {
			continue
		}
		made := uint32(0)
		if p.first == e.N { // of which packet the desk made it
			made = e.Packet
			of := e.Origin
			if of == 0 && e.Rule != 0 && e.Cause > 0 && int(e.Cause) <= len(about) {
				of = about[e.Cause-1]
			}
			if of == 0 {
				continue // a program made it
			}
			p = r.packet(of)
		}
		r.decided(p, e, made)
	}
}

// decided notes a verdict about a packet.
func (r *record) decided(p *passage, e *event.Event, made uint32) {
	p.acts = append(p.acts, act{n: e.N, at: e.At, action: e.Action, rule: e.Rule, made: made, passes: made == 0 && e.Action == event.Pass})
	if p.comes == 0 && !p.made {
		p.comes, p.at = e.N-1, e.At
	}
	switch {
	case p.reaches != 0:
	case e.Rule >= r.hand, e.Rule == 0 && e.Action == event.Pass:
		p.reaches, p.reach = e.N-1, e.At
	case e.Action != event.DropPacket && e.Action != event.Reject:
		r.lacks = true // it may reach them later, and no event tells
	}
}

func (r *record) packet(number uint32) *passage {
	for int(number) >= len(r.packets) {
		r.packets = append(r.packets, passage{})
	}
	return &r.packets[number]
}

// passage is what is known of a packet; nil if there is no such packet.
func (r *record) passage(number uint32) *passage {
	if int(number) >= len(r.packets) || r.packets[number].first == 0 {
		return nil
	}
	return &r.packets[number]
}

// reached notes that a packet came behind all rules of the plan, where no event
// tells that it reached the decisions by hand. Those that do are told in their order.
func (r *record) reached(number, n uint32, at time.Duration, order int) {
	p := r.packet(number)
	if p.reaches == 0 {
		p.reaches, p.reach, p.order = n, at, order
	}
}

// line puts the packets that stand at the desk in their order.
func (r *record) line() {
	for i := range r.packets {
		p := &r.packets[i]
		if p.comes != 0 {
			r.stops = append(r.stops, stop{p.comes, uint32(i), math.MaxInt}) // its verdict is the next event
		}
		if p.reaches != 0 && (p.comes == 0 || p.reach > p.at) {
			r.stops = append(r.stops, stop{p.reaches, uint32(i), p.order})
		}
	}
	slices.SortStableFunc(r.stops, func(a, b stop) int {
		return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.order, b.order))
	})
}

// stopAfter is the index of the first stop behind event n.
func (r *record) stopAfter(n uint32) int {
	i, _ := slices.BinarySearchFunc(r.stops, n+1, func(s stop, n uint32) int { return cmp.Compare(s.n, n) })
	return i
}

// firstStop is the index of the first stop at event n; -1: there is none.
func (r *record) firstStop(n uint32) int {
	if i := r.stopAfter(n - 1); i < len(r.stops) && r.stops[i].n == n {
		return i
	}
	return -1
}

// shared is up to which event two records are the same, and no further than most.
// The first event tells what was run: rules differ there.
func shared(a, b *event.Log, most uint32) uint32 {
	var x, y event.Event
	n := min(int(most), a.Len(), b.Len())
	for i := 1; i < n; i++ {
		a.At(i, &x)
		b.At(i, &y)
		if !same(&x, &y) {
			return uint32(i)
		}
	}
	return uint32(n)
}

// same says whether two events tell the same, as far as their kinds have it in
// numbers and bytes.
func same(x, y *event.Event) bool {
	return x.N == y.N && x.At == y.At && x.Kind == y.Kind && x.Host == y.Host && x.Peer == y.Peer && x.Wire == y.Wire &&
		x.Conn == y.Conn && x.Packet == y.Packet && x.Origin == y.Origin && x.Cause == y.Cause && x.Action == y.Action &&
		x.Rule == y.Rule && x.From == y.From && x.To == y.To && x.Info == y.Info && bytes.Equal(x.Raw, y.Raw)
}
