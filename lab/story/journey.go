package story

import (
	"slices"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// send begins a packet's journey. A call's states stand beside the first packet
// that it sends, as textbooks draw them, and a timer is told by its packet.
func (f *Folder) send(e *event.Event) {
	r := f.packet(e)
	if n := len(f.pending); n > 0 {
		c := f.pending[n-1].Rung
		own := c.Host == e.Host && c.N == e.Cause && !f.pending[n-1].End
		if own && (c.Kind == Timer || c.Kind == Call) {
			r.States, c.States = c.States, nil
		}
		if own && c.Kind == Timer {
			r.Timer = c
			f.pending = f.pending[:n-1]
		}
	}
	f.publish()
	f.begin(e, r)
	passes(r)
	f.s.hears(r)
	if t := r.Timer; t != nil && t.Conn == 0 {
		t.Conn, t.Stream = r.Conn, r.Stream
	}
}

// packet makes the rung of a packet that is seen for the first time.
func (f *Folder) packet(e *event.Event) *Rung {
	j := &Journey{Number: e.Packet, Wire: e.Wire, Seg: e.Seg, Info: e.Info, Head: head(&e.Seg, e.Raw)}
	r := &Rung{Kind: Packet, Peer: e.Peer, Stream: streamOf(e), Journey: j}
	if e.Origin != 0 && e.Origin != e.Packet {
		if o := f.s.Packet(e.Origin); o != nil {
			j.Origin, j.Bad = o, o.Bad // what a router passes on is as it came
			o.Copies = append(o.Copies, r)
		}
	}
	f.s.packets = put(f.s.packets, e.Packet, r)
	return r
}

// UDP is the bit of Rung.Stream and Stream.ID that is set for UDP, whose
// conversations are counted apart from TCP's.
const UDP = 1 << 31

func streamOf(e *event.Event) uint32 {
	const tcp, udp = 6, 17 // IANA, "Assigned Internet Protocol Numbers"
	if e.Info.Stream == 0 {
		return 0
	}
	switch p := e.Seg.Proto; {
	case p == segment.TCP, p == segment.Fragment && e.Seg.Protocol == tcp:
		return e.Info.Stream
	case p == segment.UDP, p == segment.Fragment && e.Seg.Protocol == udp:
		return e.Info.Stream | UDP
	}
	return 0
}

// maxHead is how much is kept of the data of a packet that is not TCP: enough for
// what an ICMP error quotes.
const maxHead = 64

func head(seg *segment.Segment, raw []byte) []byte {
	n := min(int(seg.Payload), len(raw))
	if seg.Proto != segment.TCP {
		n = min(n+maxHead, len(raw))
	}
	return slices.Clone(raw[:n])
}

// bad says whether a packet that the desk made is damaged, as far as its bytes are
// here to tell.
func bad(seg *segment.Segment, raw []byte) bool {
	if seg.Problem&(segment.Truncated|segment.BadIPHeader|segment.BadTCPHeader) != 0 {
		return true
	}
	if len(raw) == 0 || int(seg.End) > len(raw) {
		return false
	}
	ip, transport := segment.VerifyChecksums(segment.IP, raw, seg)
	return ip == segment.ChecksumBad || transport == segment.ChecksumBad
}

// verdict notes what the desk did, with a packet or to make one.
func (f *Folder) verdict(e *event.Event) {
	s := &f.s
	r := s.Packet(e.Packet)
	if r == nil {
		r = f.packet(e)
		r.Made, r.MadeBy, r.Bad = e.Action, e.Rule, bad(&e.Seg, e.Raw)
		f.begin(e, r)
		s.hears(r)
		if o := r.Origin; o != nil && o.Fate == OnTheWay && (e.Action == event.Rewrite || e.Action == event.Corrupt) {
			o.Fate, o.Rule, o.End = Replaced, e.Rule, e.At
		}
		return
	}
	s.tells(e.N, r)
	if e.Action != event.Pass && e.Action != event.NoAction {
		r.Acts = append(r.Acts, Act{e.At, e.Action, e.Rule})
	}
	if e.Action == event.DropPacket || e.Action == event.Reject {
		f.ends(e, Dropped)
	}
}

// ends notes that a packet's journey is over before it arrived.
func (f *Folder) ends(e *event.Event, fate Fate) {
	r := f.s.Packet(e.Packet)
	if r == nil {
		r = f.packet(e)
		f.begin(e, r)
	}
	f.s.tells(e.N, r)
	if r.Fate != OnTheWay {
		return
	}
	r.Fate, r.Rule, r.End = fate, e.Rule, e.At
	if e.More != nil {
		r.Why = e.More.Reason
	}
}

// deliver ends a packet's journey where it was meant to go.
func (f *Folder) deliver(e *event.Event) {
	s := &f.s
	r := s.Packet(e.Packet)
	if r == nil {
		// The record begins in the middle: the sender is the other end.
		r = f.packet(e)
		r.Peer = e.Host
		f.begin(e, r)
		r.Host, r.Conn = e.Peer, 0
		s.hears(r)
		f.publish()
	}
	s.tells(e.N, r)
	if r.Fate != OnTheWay {
		return
	}
	r.Fate, r.End, r.EndN, r.Peer, r.PeerConn = Delivered, e.At, e.N, e.Host, e.Conn
	s.arrives(r)
	f.visit(r)
	f.pending = append(f.pending, Point{Rung: r, End: true})
}
