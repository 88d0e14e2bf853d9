package topology

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// view is what a hook may see.
type view struct{ n *Network }

func (v view) Now() time.Duration { return v.n.clock.Now() }

func (v view) Framing(w event.WireID) segment.Framing { return v.n.wires[w-1].plan.Framing }

func (v view) Sent(id uint32) *hooks.Packet {
	h := v.n.history
	if i, ok := slices.BinarySearchFunc(h, id, func(p hooks.Packet, id uint32) int { return cmp.Compare(p.ID, id) }); ok {
		return &h[i]
	}
	return nil
}

func (v view) States(h event.HostID, p *hooks.Packet, to []event.State) []event.State {
	nd := v.n.nodes[h-1]
	if p != nil {
		return append(to, nd.stateFor(&p.Seg))
	}
	before, had, lives := len(to), false, false
	for _, c := range nd.book.conns {
		connection := c.Remote.IsValid() && !c.UDP // and no listener
		had = had || connection
		if c.State != event.Closed {
			to, lives = append(to, c.State), lives || connection
		}
	}
	// A listener that is left does not hide that the connections are over.
	if len(to) == before || had && !lives {
		to = append(to, event.Closed)
	}
	return to
}

// statesOf answers a filter's questions for one packet's connection, or for all.
type statesOf struct {
	n *Network
	p *hooks.Packet
}

func (s statesOf) States(h event.HostID, to []event.State) []event.State {
	return view{s.n}.States(h, s.p, to)
}

// stateFor is the state of the end that the host has of a packet's connection.
// Where there is none, or only one that is over, it is that of the listener that
// the packet would come to.
func (nd *node) stateFor(s *segment.Segment) event.State {
	c := nd.find(s, true)
	if c == nil {
		c = nd.find(s, false)
	}
	if c != nil && c.State != event.Closed {
		return c.State
	}
	if s.Proto == segment.TCP && nd.book.Listener(netip.AddrPortFrom(s.Dst, s.DstPort)) != nil {
		return event.Listen
	}
	return event.Closed
}

// keep remembers a packet for the hooks that ask for earlier ones.
func (n *Network) keep(f *flight) {
	if !n.remember {
		return
	}
	p := f.Packet
	if f.owned {
		p.Raw = slices.Clone(p.Raw) // the buffer is lent anew
	}
	n.history = append(n.history, p)
}
