package story

import (
	"net/netip"
	"slices"
	"time"

	"netlab/hooks/segment"
)

// Passage is what became of a packet at a router that it was only to pass.
type Passage uint8

const (
	NoPassage Passage = iota // it came to no router, or to the router itself
	Awaited                  // a router was given it, and nothing tells yet whether it passes it on
	Forwarded
	Discarded // the router did not pass it on
)

// visit notes that a router was given a packet for somebody else. A router
// passes on in the beat in which it is given: what it has not sent when time has
// gone on, it does not send.
func (f *Folder) visit(r *Rung) {
	if f.s.through(r) {
		r.Passage = Awaited
		f.visits = append(f.visits, r)
	}
}

// through says whether a packet that arrived is to go further. What is for
// everybody, or for the wire alone, is not.
func (s *Story) through(r *Rung) bool {
	to := r.Seg.Dst
	host := s.Host(r.Peer)
	if !host.Router || !to.IsValid() || r.Seg.Proto == segment.ARP || to.IsMulticast() || to.IsLinkLocalUnicast() || to == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return false
	}
	for _, text := range host.Addrs {
		own, err := netip.ParseAddr(text)
		if p, wrong := netip.ParsePrefix(text); err != nil && wrong == nil {
			own = p.Addr()
		}
		if own == to {
			return false
		}
	}
	return true
}

// patience is how long a router may take on a real clock, on which time goes on
// within a beat, and where it may have to ask for its neighbour's address first.
const patience = time.Second

// moved settles what became of the packets that routers were given before now.
func (f *Folder) moved(now time.Duration) {
	if run := f.s.Run; run != nil && (run.Clock == "real" || run.Framing == segment.Ethernet.String()) {
		now -= patience
	}
	n := 0
	for n < len(f.visits) && f.visits[n].End < now {
		n++
	}
	f.stayed(n)
}

// stayed says of the first n packets that were given to routers that those which
// still wait stay there.
func (f *Folder) stayed(n int) {
	for _, r := range f.visits[:n] {
		if r.Passage == Awaited {
			r.Passage = Discarded
		}
	}
	f.visits = slices.Delete(f.visits, 0, n)
}

// passes takes down what a router's packet tells of the one that it was given:
// it is that packet, or the ICMP error about it.
func passes(r *Rung) {
	if o := r.Origin; o != nil && o.Passage != NoPassage && o.Peer == r.Host {
		o.Passage = Forwarded
		return
	}
	if c := r.Cause; c != nil && c.Kind == Packet && r.Origin == nil && (c.Passage == Awaited || c.Passage == Discarded) && c.Peer == r.Host && refuses(&r.Seg) {
		c.Passage, c.Notice = Discarded, r
	}
}

// refuses says whether a packet is an ICMP error, which tells that another was
// discarded: RFC 792, RFC 4443 (2.1).
func refuses(seg *segment.Segment) bool {
	switch seg.Proto {
	case segment.ICMPv4:
		return seg.Type == 3 || seg.Type == 11 || seg.Type == 12
	case segment.ICMPv6:
		return seg.Type < 128
	}
	return false
}

// IsLost says whether a packet did not arrive: the desk or a link lost it, or a
// router did not pass it on.
func (r *Rung) IsLost() bool {
	return r.Kind == Packet && (r.Fate == Dropped || r.Fate == Lost || r.Passage == Discarded)
}

// idle says whether the run ended because nothing more could happen.
func (s *Story) idle() bool { return s.End != nil && s.End.Reason == "idle" }
