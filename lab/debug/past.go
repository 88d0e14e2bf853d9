package debug

import (
	"strconv"
	"strings"
	"time"

	"netlab/hooks"
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// past is the world at an event of a branch, as hooks see it: the states are those
// that the record tells.
type past struct {
	b   *Branch
	n   uint32
	now time.Duration
}

// Now implements hooks.View.
func (w *past) Now() time.Duration { return w.now }

// Framing implements hooks.View.
func (w *past) Framing(id event.WireID) segment.Framing {
	return w.b.Plan.Network.Wires[id-1].Framing
}

// Sent implements hooks.View. A stopper makes no packets, and asks for none.
func (w *past) Sent(uint32) *hooks.Packet { return nil }

// States implements hooks.View.
func (w *past) States(h event.HostID, p *hooks.Packet, to []event.State) []event.State {
	if p != nil {
		return append(to, w.stateFor(h, p))
	}
	before, had, lives := len(to), false, false
	for _, c := range w.b.Story.Conns {
		if c == nil || c.Host != h {
			continue
		}
		st := w.b.Story.StateAt(c.ID, w.n)
		if st == event.NoState {
			continue
		}
		had = had || !c.Listen
		if st != event.Closed {
			to, lives = append(to, st), lives || !c.Listen
		}
	}
	// A listener that is left does not hide that the connections are over.
	if len(to) == before || had && !lives {
		to = append(to, event.Closed)
	}
	return to
}

// stateFor is the state of the end that a host has of a packet's connection. Where
// there is none, or only one that is over, it is that of the listener that the packet
// would come to.
func (w *past) stateFor(h event.HostID, p *hooks.Packet) event.State {
	s := w.b.Story
	r := s.Packet(p.ID)
	if r == nil {
		return event.Closed
	}
	if t, _ := s.Stream(r.Stream); t != nil {
		for _, e := range t.Ends {
			if st := s.StateAt(e.Conn, w.n); e.Host == h && st != event.NoState && st != event.Closed {
				return st
			}
		}
	}
	port := p.Seg.DstPort
	if h == p.From {
		port = p.Seg.SrcPort
	}
	for _, c := range s.Conns {
		if c != nil && c.Host == h && c.Listen && strings.HasSuffix(c.Name, ":"+strconv.Itoa(int(port))) && s.StateAt(c.ID, w.n) == event.Listen {
			return event.Listen
		}
	}
	return event.Closed
}

// allStates are the states of all of a host's connections, as filters ask for them.
type allStates struct{ *past }

// States implements filter.StateSource.
func (w allStates) States(h event.HostID, to []event.State) []event.State {
	return w.past.States(h, nil, to)
}
