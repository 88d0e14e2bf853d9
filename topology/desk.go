package topology

import (
	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// decide takes a packet past the hooks that have not seen it yet. What the
// verdicts let out goes on to the link, is held, or, where it is a new packet,
// stands in the desk's line at the place of the one that it was made from: what
// is rewritten does not lose its turn.
func (n *Network) decide(f *flight) {
	n.lastN = f.Cause
	for f.next < len(n.chain) {
		i := f.next
		f.next++
		v := n.chain[i].See(view{n}, &f.Packet)
		if v.Action == event.NoAction {
			continue
		}
		if !n.carryOut(f, v, event.RuleID(i+1)) {
			return
		}
	}
	n.passed(f) // before the link, which may lose it and take its bytes back
	n.toLink(f)
}

// carryOut does what a verdict says. It returns true if the packet itself goes
// on to the next hook now.
func (n *Network) carryOut(f *flight, v hooks.Verdict, rule event.RuleID) bool {
	itself := -1
	for i := range v.Out {
		if o := &v.Out[i]; o.Packet == nil || o.Packet == &f.Packet {
			itself = i
		}
	}
	// The record of the packet itself: not needed where a new packet, whose
	// origin it is, tells the same (a rewrite in its place, a copy beside it).
	made := len(v.Out) > 1 || len(v.Out) == 1 && itself < 0
	now := itself >= 0 && v.Out[itself].When == (hooks.When{})
	if !made || itself >= 0 && !now || v.Action == event.Reject {
		n.verdict(f, v.Action, rule, 0)
	}
	stays := false
	var line fifo // what is seen by the next hook now, in the verdict's order
	for i := range v.Out {
		o := &v.Out[i]
		g := f
		switch {
		case i == itself:
			if o.Skip {
				f.next = len(n.chain)
			}
		case o.Packet == nil || o.Packet == &f.Packet:
			continue // the same packet cannot come out twice: a copy must be a new one
		default:
			g = n.made(f, o, v.Action, rule)
		}
		switch {
		case o.When != (hooks.When{}):
			n.hold(g, o.When)
		case g == f && line.empty():
			stays = true
		default:
			line.push(g)
		}
	}
	n.desk.putFirst(line)
	if itself < 0 {
		if !made || v.Action == event.Reject || v.Action == event.Corrupt { // what is corrupted is not heard either
			f.wire.track.Lost(&f.Seg, f.dir == 0)
		}
		n.release(f)
	}
	return stays
}

// made gives a packet that a hook made its number and its place in the record.
func (n *Network) made(f *flight, o *hooks.Out, action event.Action, rule event.RuleID) *flight {
	p := o.Packet
	w := f.wire
	if p.Wire != 0 {
		w = n.wires[p.Wire-1]
	}
	dir := f.dir
	if p.From != 0 && w.ends[0].id != w.ends[1].id {
		dir = 0
		if w.ends[1].id == p.From {
			dir = 1
		}
	}
	g := n.newFlight(w, dir)
	g.Origin, g.Raw = p.Origin, p.Raw
	n.enter(g)
	g.Cause = f.Cause
	g.Seg = segment.Decode(w.plan.Framing, g.Raw)
	g.Info = w.track.Look(&g.Seg, g.Raw, dir == 0)
	g.conn = n.nodes[g.From-1].find(&g.Seg, true)
	g.next = f.next
	if o.Skip {
		g.next = len(n.chain)
	}
	n.keep(g)
	n.verdict(g, action, rule, g.Origin)
	return g
}

// verdict records what was decided of a packet.
func (n *Network) verdict(f *flight, a event.Action, rule event.RuleID, origin uint32) {
	f.judged = true
	if n.rec == nil {
		return
	}
	e := n.about(f, event.Verdict, f.Cause)
	e.Action, e.Rule, e.Origin = a, rule, origin
	f.Cause = n.rec.Put(e)
}

// Inject puts a crafted packet on a wire, as if its sender had written it. No
// hook sees it. The network keeps raw.
func (n *Network) Inject(wire event.WireID, from event.HostID, raw []byte) {
	w := n.wires[wire-1]
	dir := 0
	if w.ends[1].id == from {
		dir = 1
	}
	f := n.newFlight(w, dir)
	f.Raw, f.next = raw, len(n.chain)
	n.enter(f)
	f.Seg = segment.Decode(w.plan.Framing, raw)
	f.Info = w.track.Look(&f.Seg, raw, dir == 0)
	f.conn = n.nodes[f.From-1].find(&f.Seg, true)
	f.Cause = n.lastN
	n.keep(f)
	n.verdict(f, event.Inject, 0, 0)
	n.desk.push(f)
}

// fifo is the desk's line: packets that wait for their verdict at this instant.
type fifo struct{ head, tail *flight }

func (q *fifo) empty() bool { return q.head == nil }

func (q *fifo) push(f *flight) {
	f.ahead, f.back = nil, nil
	if q.tail == nil {
		q.head = f
	} else {
		q.tail.back = f
	}
	q.tail = f
}

// putLast puts a whole line behind this one.
func (q *fifo) putLast(line fifo) {
	ahead := *q
	*q = line
	q.putFirst(ahead)
}

// putFirst puts a whole line in front of this one.
func (q *fifo) putFirst(line fifo) {
	if line.empty() {
		return
	}
	line.tail.back = q.head
	if q.empty() {
		q.tail = line.tail
	}
	q.head = line.head
}

func (q *fifo) pop() *flight {
	f := q.head
	if f == nil {
		return nil
	}
	q.head = f.back
	if q.head == nil {
		q.tail = nil
	}
	f.back = nil
	return f
}
