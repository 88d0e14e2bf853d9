package hooks

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// A Chain is hooks in the order in which they see a packet.
type Chain []Hook

// SetOn switches the hook of that name on or off, and says whether there is one
// that is a Switch.
func (c Chain) SetOn(name string, on bool) bool {
	for _, h := range c {
		if s, ok := h.(Switch); ok && h.Name() == name {
			s.SetOn(on)
			return true
		}
	}
	return false
}

// Decide walks p through the chain as if no time passed, and returns what would
// come to the wire, in order: a test of rules needs no network. Packets that are
// held go on at once. A packet that a hook makes is decoded and keeps the Info of
// the one that it came out of; it gets no number. Each verdict is told, if told
// is not nil, when it falls.
func (c Chain) Decide(v View, p *Packet, told func(Hook, *Packet, Verdict)) []*Packet {
	for i, h := range c {
		verdict := h.See(v, p)
		if verdict.Action == event.NoAction {
			continue
		}
		if told != nil {
			told(h, p, verdict)
		}
		var out []*Packet
		for _, o := range verdict.Out {
			q := o.Packet
			if q == nil {
				q = p
			} else {
				q.Seg, q.Info = segment.Decode(v.Framing(q.Wire), q.Raw), p.Info
			}
			if o.Skip {
				out = append(out, q)
			} else {
				out = append(out, c[i+1:].Decide(v, q, told)...)
			}
		}
		return out
	}
	return []*Packet{p}
}
