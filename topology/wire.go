package topology

import (
	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/hooks/track"
	"netlab/topology/clock"
)

// wire joins two hosts. What one end writes is read by the tracker, judged by
// the desk, carried by the link, and given to the other end.
type wire struct {
	id        event.WireID
	plan      *WirePlan
	ends      [2]*node
	track     *track.Tracker
	links     [2]link // [0] carries from end 0 to end 1
	unplugged bool
}

func newWire(n *Network, id event.WireID, p *WirePlan, streams *track.Streams) *wire {
	w := &wire{id: id, plan: p, track: track.New(streams)}
	for dir := range w.links {
		w.links[dir] = link{props: p.Props[dir], seed: n.plan.Seed, key: uint64(id)<<1 | uint64(dir)}
	}
	return w
}

// endOf says which end of the wire a host's interface is.
func (w *wire) endOf(host, iface int) int {
	if w.plan.Ends[1] == (End{host, iface}) {
		return 1
	}
	return 0
}

// flight is a packet between the write at one end and the arrival at the other.
type flight struct {
	clock.Beat
	hooks.Packet
	net    *Network
	wire   *wire
	dir    int // from which end
	next   int // the hook that sees it next
	stage  stage
	conn   *Conn // the sender's, where the packet bears its addresses
	judged bool  // a verdict about it stands in the record
	size   int   // of Raw, as it was counted
	owned  bool  // Raw came from the network's buffers
	until  *hooks.Until
	late   bool // it was held
	coming bool // held, and certain to go on: counted in flying
	seen   int  // how many packets matched until already

	ahead, back *flight // in the fifo or the free list
}

type stage uint8

const (
	atDesk stage = iota
	held         // by a verdict
	onLink
)

// Do is a flight whose time has come: it was held and goes on, or it arrives.
func (f *flight) Do() {
	n := f.net
	switch f.stage {
	case held:
		n.unhold(f)
		n.decide(f)
	case onLink:
		n.deliver(f)
	}
}

// sent takes a packet that a host wrote: it gets its number, is read, recorded,
// and waits at the desk for its verdict. From is the packet that the host was
// given in this beat: a router's forward has it as its origin.
func (n *Network) sent(nd *node, s *Sent, from uint32) {
	p := nd.ifaces[s.Iface]
	f := n.newFlight(p.wire, p.end)
	f.Raw, f.owned = s.Raw, true
	n.enter(f)
	if n.watching {
		f.Seg = segment.Decode(p.wire.plan.Framing, f.Raw)
		f.Info = p.wire.track.See(&f.Seg, f.Raw, p.end == 0)
		if nd.plan.Forward && !nd.owns(&f.Seg) {
			f.Origin = nd.originOf(&f.Seg, from)
		}
		n.keep(f)
		if f.conn = nd.find(&f.Seg, true); f.conn != nil {
			f.conn.Wrote.note(f.Wire, &f.Seg, &f.Info)
		}
		if n.rec != nil {
			e := n.about(f, event.Send, n.lastN)
			e.Origin = f.Origin
			f.Cause = n.rec.Put(e)
		}
	}
	n.desk.push(f)
}

// about prepares an event about a packet on its way, in the network's scratch.
func (n *Network) about(f *flight, kind event.Kind, cause uint32) *event.Event {
	n.ev = event.Event{
		At: n.clock.Now(), Kind: kind, Host: f.From, Peer: f.To, Wire: f.Wire,
		Packet: f.ID, Cause: cause, Seg: f.Seg, Info: f.Info, Raw: f.Raw,
	}
	if f.conn != nil {
		n.ev.Conn = f.conn.ID
	}
	return &n.ev
}

// deliver gives a packet to the host at the far end.
func (n *Network) deliver(f *flight) {
	n.flying--
	nd := f.wire.ends[1-f.dir]
	if nd.host == nil {
		n.lose(f, "host down")
		return
	}
	if e := n.give(nd, f); e != OK {
		n.lose(f, string(e))
		return
	}
	// A router is settled after each packet: its news must tell of which one
	// the one that it forwards is.
	for f.wire.plan.GRO && !nd.plan.Forward {
		g := n.alsoDue(f)
		if g == nil {
			break
		}
		if e := n.give(nd, g); e != OK {
			n.lose(g, string(e))
			continue
		}
		// The event of a packet that shares its settle stands before the
		// settle; the last one is the cause of what follows.
		n.putDeliver(nd, f)
		n.heard(f, true)
		n.release(f)
		f = g
	}
	n.lastN = 0
	n.deliverEvent(f)
	n.settle(nd, &n.cause, true)
	n.heard(f, true)
	n.release(f)
	n.retry(nd)
}

func (n *Network) give(nd *node, f *flight) Errno {
	if f.late {
		// What it asks of the receiver it asks now, and not when it was
		// written: the answer is told by it.
		f.wire.track.Look(&f.Seg, f.Raw, f.dir == 0)
	}
	return nd.host.Deliver(f.wire.plan.Ends[1-f.dir].Iface, f.Raw)
}

// alsoDue takes the next beat off the queue if it is another arrival at the same
// instant over the same wire in the same direction.
func (n *Network) alsoDue(f *flight) *flight {
	if at, ok := n.queue.Next(); !ok || at > n.clock.Now() {
		return nil
	}
	g, ok := n.queue.Peek().(*flight)
	if !ok || g.stage != onLink || g.wire != f.wire || g.dir != f.dir {
		return nil
	}
	n.queue.Pop()
	n.flying--
	return g
}

// deliverEvent prepares the event of an arrival. Whose connection it is shows
// only when the host was settled: a SYN makes one.
func (n *Network) deliverEvent(f *flight) {
	n.cause = event.Event{
		Kind: event.Deliver, Host: f.To, Peer: f.From, Wire: f.Wire,
		Packet: f.ID, Cause: f.Cause, Seg: f.Seg, Info: f.Info, Raw: f.Raw,
	}
}

func (n *Network) putDeliver(nd *node, f *flight) {
	if n.rec == nil {
		return
	}
	n.deliverEvent(f)
	n.cause.At = n.clock.Now()
	if c := nd.find(&f.Seg, false); c != nil {
		n.cause.Conn = c.ID
	}
	n.rec.Put(&n.cause)
}

// lose records a packet that was lost elsewhere than at the desk.
func (n *Network) lose(f *flight, reason string) {
	f.wire.track.Lost(&f.Seg, f.dir == 0)
	if n.rec != nil {
		e := n.about(f, event.Drop, f.Cause)
		n.more = event.More{Reason: reason}
		e.More = &n.more
		n.rec.Put(e)
	}
	n.release(f)
}

func (n *Network) newFlight(w *wire, dir int) *flight {
	f := n.free
	if f == nil {
		f = &flight{net: n}
	} else {
		n.free = f.ahead
		*f = flight{net: n}
	}
	f.wire, f.dir = w, dir
	f.From, f.To, f.Wire = w.ends[dir].id, w.ends[1-dir].id, w.id
	return f
}

// enter counts a packet that begins its way, and gives it its number.
func (n *Network) enter(f *flight) {
	n.packets++
	f.ID, f.size = n.packets, len(f.Raw)
	n.alive += f.size
}

// release gives back a flight that is over.
func (n *Network) release(f *flight) {
	n.alive -= f.size
	if f.owned {
		n.buffers = append(n.buffers, f.Raw)
	}
	f.Raw, f.ahead, f.back = nil, n.free, nil
	n.free = f
}
