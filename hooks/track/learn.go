package track

import (
	"netlab/hooks/event"
	"netlab/hooks/segment"
)

// learn takes in a segment of end i that was read as info.
func (t *Tracker) learn(c *conn, i int, seg *segment.Segment, info *event.Info) {
	h, p := &c.ends[i], &c.ends[1-i]
	if seg.Flags&synFinRst != 0 || info.Role == event.Keepalive || info.Role == event.WindowProbe {
		c.asks(i, seg, info.Roles)
	}
	h.last.seq, h.last.ack, h.last.size, h.last.flags = seg.Seq, seg.Ack, uint32(seg.PayloadLen()), seg.Flags
	h.last.info = *info
	if seg.Has(segment.RST) {
		c.reset = true
		return
	}
	if info.Roles.Has(event.SynAck) {
		h.synAcks = oneMore(h.synAcks)
	}
	if size := seg.Len(); size > 0 && info.Roles&(1<<event.Data|1<<event.Fin|1<<event.Syn|1<<event.SynAck) != 0 {
		if info.Roles.Has(event.Retransmission) {
			if t.counts == nil {
				t.counts = new(counts)
			}
			t.counts.add(c.countOf(i, seg.Seq))
		}
		h.write(seg.Seq, seg.Seq+size)
		if seg.Has(segment.FIN) && h.finRank == 0 {
			c.fins++
			h.finRank, h.fin = c.fins, seg.Seq+size-1
		}
	} else if !h.sent {
		h.nxt, h.una, h.start, h.sent = seg.Seq, seg.Seq, seg.Seq, true
	}
	if seg.Has(segment.ACK) {
		h.acknowledge(p, seg, info.Roles)
	}
	if info.Roles.Has(event.Data) && !info.Roles.Has(event.WindowProbe) && p.opened > 0 {
		p.shut, p.opened = false, 0
	}
	h.tells(seg)
}

// Lost takes in that a packet which See has read did not arrive, because the desk
// or the link lost it. Only one thing hangs on it: whether a sender still takes
// the window for closed, and asks (a window probe), or knows that it is open (a
// keepalive).
func (t *Tracker) Lost(seg *segment.Segment, forward bool) {
	if seg.Proto != segment.TCP || seg.Window == 0 || seg.Problem&segment.BadTCPHeader != 0 {
		return
	}
	if s, i := t.find(seg, forward); s != nil {
		if h := &s.value.of(i, seg).ends[i]; h.opened > 0 {
			h.opened--
		}
	}
}

// acknowledge takes in the acknowledgement of a segment.
func (h *half) acknowledge(p *half, seg *segment.Segment, r event.Roles) {
	if !h.acks || segment.Less(h.ack, seg.Ack) {
		h.ack, h.acks = seg.Ack, true
		if h.owes&owesStray != 0 && segment.Less(h.stray, seg.Ack) {
			// Something that was written after the stray has arrived, and
			// was not challenged: the stray is lost.
			h.owes &^= owesStray
		}
	}
	if segment.Less(p.una, seg.Ack) && segment.LessEq(seg.Ack, p.nxt) {
		p.una = seg.Ack
	}
	h.owes &^= owesKeepalive | owesProbe | owesOld
	if r&(1<<event.HandshakeAck|1<<event.FinAck|1<<event.LastAckRole|1<<event.ChallengeAck) == 0 {
		return
	}
	if r.Has(event.HandshakeAck) {
		h.handshakeAcks = oneMore(h.handshakeAcks)
		h.owes &^= owesSyn
	}
	if r.Has(event.FinAck) || r.Has(event.LastAckRole) {
		h.finAcked = h.finAcked || h.finAcks == 0 && seg.Has(segment.FIN)
		h.finAcks = oneMore(h.finAcks)
		h.owes &^= owesFin
	}
	if r.Has(event.ChallengeAck) {
		h.owes &^= owesStray
	}
}

func oneMore(n uint16) uint16 {
	if n == ^uint16(0) {
		return n
	}
	return n + 1
}

// asks notes what a segment of end i, if it arrives, makes the other end answer
// with an ACK that says nothing new.
func (c *conn) asks(i int, seg *segment.Segment, r event.Roles) {
	h, p := &c.ends[i], &c.ends[1-i]
	if r.Has(event.Keepalive) {
		p.owes |= owesKeepalive
	}
	if r.Has(event.WindowProbe) {
		p.owes |= owesProbe
	}
	if r.Has(event.Fin) && p.finAcks > 0 {
		p.owes |= owesFin
	}
	if !p.synchronized() {
		return
	}
	switch {
	case seg.Flags&synFinRst == 0:
		if p.owes&(owesKeepalive|owesProbe) == 0 && segment.Less(seg.Seq, p.ack) && segment.LessEq(seg.Next(), p.ack) {
			p.owes |= owesOld
		}
		return
	case seg.Flags&(segment.SYN|segment.RST) == 0:
		return
	case seg.Has(segment.RST) && seg.Seq == p.ack:
		return // acceptable: RFC 5961 (3.2)
	case r.Has(event.SynAck) && seg.Seq == h.iss && p.opener:
		if p.handshakeAcks > 0 {
			p.owes |= owesSyn
		}
		return
	case r.Has(event.Syn) && seg.Seq == h.iss && h.handshakeAcks == 0:
		return // the handshake goes on
	}
	p.owes |= owesStray
	p.stray = h.nxt
}
