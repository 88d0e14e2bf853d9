package topology

import (
	"slices"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// passing are packets that a router was given and has not sent on, as far as
// anybody saw: it may have to ask for its neighbour's address first, or, being
// another's, take its time. Those that it will never send on go when there are
// too many.
type passing []through

type through struct {
	packet uint32
	seg    segment.Segment
}

const mostPassing = 64

// enter notes what a router was given.
func (nd *node) enter(e *event.Event) {
	if len(nd.passing) == mostPassing {
		nd.passing = slices.Delete(nd.passing, 0, 1)
	}
	nd.passing = append(nd.passing, through{e.Packet, onAnyWire(e.Seg)})
}

// originOf says which packet it is that a router sends on: the one of this beat,
// where it is that one or a piece of it, and otherwise an earlier one. 0: none.
func (nd *node) originOf(s *segment.Segment, now uint32) uint32 {
	seg, found := onAnyWire(*s), -1
	for i := range nd.passing {
		if t := &nd.passing[i]; t.seg == seg && (found < 0 || t.packet == now) {
			found = i
		}
	}
	if found < 0 {
		if !slices.ContainsFunc(nd.passing, func(t through) bool { return t.packet == now }) {
			return 0
		}
		return now
	}
	packet := nd.passing[found].packet
	nd.passing = slices.Delete(nd.passing, found, found+1)
	return packet
}

// onAnyWire is what a router leaves of a packet as it is.
func onAnyWire(s segment.Segment) segment.Segment {
	s.Payload, s.End = 0, uint32(s.PayloadLen())
	s.Net, s.Transport, s.TTL = 0, 0, 0
	return s
}
