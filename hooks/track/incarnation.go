package track

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// incarnation is the connection that a segment of end i belongs to, where that
// is not plain: a SYN may begin a new one, and an end that was not opened in the
// new one still speaks out of the former. Nil: it is an old SYN, carried here by
// a router, and teaches nothing.
func (t *Tracker) incarnation(s *slot[conn], i int, seg *segment.Segment) *conn {
	c := &s.value
	if seg.Flags&(segment.SYN|segment.ACK) != segment.SYN {
		return c.of(i, seg)
	}
	h, p := &c.ends[i], &c.ends[1-i]
	switch {
	case h.syn && h.iss == seg.Seq && !c.torndown() && !(c.reset && h.handshakeAcks > 0):
		return c // the SYN again, maybe before a RST that refuses it is there
	case !h.syn && !h.sent && !c.over() && (!p.sent || p.opener):
		return c // the first SYN, or the second of a simultaneous open
	case h.syn && !c.over() && t.streams.former(s.key, i, seg.Seq, c.stream) != nil:
		return nil
	}
	former := *c
	former.former = nil
	t.ids++
	*c = conn{stream: t.streams.open(s.key, i, seg.Seq, former.stream), id: t.ids}
	if q := &former.ends[1-i]; q.synchronized() {
		c.former = &former
		q.owes |= owesStray
		q.stray = former.ends[i].nxt
	}
	return c
}

// of tells to which of two incarnations a segment other than a SYN belongs.
func (c *conn) of(i int, seg *segment.Segment) *conn {
	f, h, p := c.former, &c.ends[i], &c.ends[1-i]
	switch {
	case f == nil || seg.Has(segment.SYN):
		return c
	case seg.Has(segment.ACK) && p.sent && segment.Less(p.iss, seg.Ack) && segment.LessEq(seg.Ack, p.nxt):
		return c // it acknowledges something of this one
	case !h.syn:
		return f
	case seg.Has(segment.RST) && !p.syn && f.ends[1-i].ack == seg.Seq:
		return f // the answer to a segment of the former one: RFC 9293 (3.10.7.3)
	}
	return c
}

// adopt takes over the initial numbers that a segment tells. In mid-stream they
// are guessed, so that the first segment seen is 1:n ack 1, as in Wireshark.
func (t *Tracker) adopt(k *key, c *conn, i int, seg *segment.Segment) {
	h, p := &c.ends[i], &c.ends[1-i]
	syn, ack, rst := seg.Has(segment.SYN), seg.Has(segment.ACK), seg.Has(segment.RST)
	switch {
	case rst: // of a closed port: it tells no number of its own, RFC 9293 (3.10.7.1)
		return
	case syn && (!h.syn || h.iss != seg.Seq):
		// A listener that forgot its half-open connection, or never kept it
		// (SYN cookies), answers the next SYN with another number.
		if ack && c.over() {
			c.fins, c.reset = 0, false
			*p = half{iss: p.iss, nxt: p.nxt, una: p.una, based: p.based, sent: p.sent, syn: p.syn, opener: p.opener}
		}
		h.restart(seg.Seq, !ack || h.opener)
		p.handshakeAcks = 0
		t.streams.learn(*k, c.stream, i, seg.Seq)
		if p.syn {
			c.former = nil
		}
	case !syn && !h.based:
		h.iss, h.based = seg.Seq-1, true
	}
	if ack && !p.based {
		p.iss, p.based = seg.Ack-1, true
		p.nxt, p.una = seg.Ack, seg.Ack
	}
}

// lookTCP reads a segment without learning from it.
func (t *Tracker) lookTCP(seg *segment.Segment, raw []byte, forward bool) event.Info {
	if seg.Problem&segment.BadTCPHeader != 0 {
		return plain(t.number(seg.Proto, seg.Src, seg.Dst, seg.SrcPort, seg.DstPort), event.Other)
	}
	var live *conn
	var known conn // what is known of a connection that this wire has not seen
	s, i := t.find(seg, forward)
	k := key{}
	if s != nil {
		live, k = s.value.of(i, seg), s.key
	} else {
		live = &known
		k, i = keyOf(seg.Proto, seg.Src, seg.Dst, seg.SrcPort, seg.DstPort, forward)
		if n := t.streams.find(k).newest(); n != nil {
			n.recall(&known)
		}
	}
	c := live
	if seg.Has(segment.SYN) && c.ends[i].iss != seg.Seq {
		if old := t.streams.former(k, i, seg.Seq, c.stream); old != nil {
			old.recall(&known)
			c = &known
		}
	}
	info := t.read(c, i, seg, firstBlock(seg, raw), false)
	live.asks(i, seg, info.Roles)
	return info
}

// recall makes c the connection of an incarnation of which only the initial
// numbers are known.
func (i *incarnation) recall(c *conn) {
	*c = conn{stream: i.stream}
	for e := range c.ends {
		c.ends[e] = half{iss: i.iss[e], based: i.known[e], syn: i.known[e]}
	}
}
