package track

import (
	"math/bits"

	"netlab/hooks/event"
	"netlab/hooks/segment"
)

const (
	synFinRst = segment.SYN | segment.FIN | segment.RST
	answers   = owesKeepalive | owesProbe | owesStray | owesOld
	headerLen = 20 // octets of a TCP header without options: RFC 9293 (3.1)
)

// read tells what a segment of end i means. sack is the first block that it
// reports; written: a stack wrote it.
func (t *Tracker) read(c *conn, i int, seg *segment.Segment, sack segment.Block, written bool) event.Info {
	h, p := &c.ends[i], &c.ends[1-i]
	if !written && h.last.is(seg) {
		return h.last.info
	}
	info := event.Info{Stream: c.stream}
	if h.based {
		info.RSeq, info.Known = seg.Seq-h.iss, event.KnownSeq
	} else if seg.Has(segment.SYN) {
		info.Known = event.KnownSeq // its own initial number
	}
	ack := seg.Has(segment.ACK)
	if ack && p.based {
		info.RAck = seg.Ack - p.iss
		info.Known |= event.KnownAck
	}

	n := seg.PayloadLen()
	roles := event.Roles(0)
	if seg.Flags&synFinRst != 0 {
		roles = flagRoles(seg.Flags)
	}
	idle := false // occupies nothing, whatever octet it carries
	if n <= 1 && ack && seg.Flags&synFinRst == 0 && h.sent && p.acks {
		var r event.Role
		if r, idle = probe(h, p, seg, n, written); r != event.NoRole {
			roles = roles.With(r)
		}
	}
	if seg.Flags&segment.RST == 0 {
		if n > 0 && !idle {
			roles = roles.With(event.Data)
		}
		if seg.Len() > 0 && !idle && h.again(seg.Seq) {
			info.Retransmit = t.sentBefore(c, i, seg.Seq, written)
			if h.opener && roles.Has(event.SynAck) {
				// In a simultaneous open the SYN was sent before, but
				// its SYN-ACK says something new the first time.
				info.Retransmit = before(h.synAcks, written)
			}
			if info.Retransmit > 0 {
				roles = roles.With(event.Retransmission)
			}
		}
		if ack && seg.Flags&segment.SYN == 0 {
			roles |= ackRoles(h, p, seg, sack, roles, written, &info.Retransmit)
		}
	}
	if roles == 0 {
		roles = roles.With(event.Other) // no flag at all, and no data
	}
	info.Roles = roles
	info.Role = event.Role(bits.TrailingZeros32(uint32(roles)))
	return info
}

// sentBefore is how often end i of c sent before what begins at seq, which was
// sent at least once.
func (t *Tracker) sentBefore(c *conn, i int, seq uint32, written bool) uint16 {
	return before(oneMore(t.counts.get(c.countOf(i, seq))), written)
}

// before is how often something that was written n times was sent before: a copy
// that no stack wrote is taken for the last of these writings.
func before(n uint16, written bool) uint16 {
	if !written && n > 0 {
		n--
	}
	return n
}

func flagRoles(f segment.Flags) (r event.Roles) {
	switch f & (segment.SYN | segment.ACK) {
	case segment.SYN:
		r = r.With(event.Syn)
	case segment.SYN | segment.ACK:
		r = r.With(event.SynAck)
	}
	if f&segment.RST != 0 {
		r = r.With(event.Rst)
	}
	if f&segment.FIN != 0 {
		r = r.With(event.Fin)
	}
	return r
}

// probe knows a window probe and a keepalive. idle: the octet that it carries, if
// any, is none of the stream's.
//
// RFC 9293 (3.8.6.1) probes with the next octet; netstack and Linux ask one below
// SND.UNA, with one octet and none. Keepalives stand one below SND.NXT with
// nothing unacknowledged, with or without an octet, RFC 9293 (3.8.4). When the
// last segment of data had just one octet, that octet again is a retransmission:
// the stacks at hand keep alive without any. And a copy without data that stands
// where the last octet or FIN began is none of a keepalive, but an ACK from
// before that was held back.
func probe(h, p *half, seg *segment.Segment, n int, written bool) (r event.Role, idle bool) {
	if p.windowZero() {
		if seg.Seq == h.una-1 {
			return event.WindowProbe, true
		}
		next := seg.Seq == h.nxt && h.una == h.nxt
		again := seg.Seq == h.una && h.nxt == h.una+1 && h.start == seg.Seq && h.finRank == 0
		if n == 1 && (next || again) {
			return event.WindowProbe, false
		}
		return event.NoRole, false
	}
	former := h.start == seg.Seq && (n > 0 || !written && seg.Seq != h.iss)
	if seg.Seq == h.nxt-1 && h.una == h.nxt && !former {
		return event.Keepalive, true
	}
	return event.NoRole, false
}

// ackRoles tells what the acknowledgement in a segment of h means to p. of is
// what the segment is besides; again is set where the acknowledgement itself is
// a repeated one.
func ackRoles(h, p *half, seg *segment.Segment, sack segment.Block, of event.Roles, written bool, again *uint16) (r event.Roles) {
	pure := of == 0
	if pure {
		r = r.With(event.Ack)
	}
	same := h.acks && seg.Ack == h.ack
	sameWindow := !h.winScaled || seg.Window == h.win
	quiet := pure && same && sameWindow && h.owes&answers == 0 // nothing else explains it
	if !written {
		quiet = pure // a copy, maybe of an old one
	}

	if h.opener && p.syn {
		// Where its SYN-ACK has acknowledged the SYN already (a simultaneous
		// open), only the acknowledgement of nothing else belongs to the handshake.
		first := h.handshakeAcks == 0 && segment.Less(p.iss, seg.Ack) && (h.synAcks == 0 || seg.Ack == p.iss+1)
		repeated := pure && h.handshakeAcks > 0 && seg.Ack == p.iss+1 &&
			(h.owes&owesSyn != 0 || quiet && seg.Seq == h.iss+1 && (!written || h.nxt == seg.Seq && p.nxt == seg.Ack))
		if first || repeated {
			r = r.With(event.HandshakeAck)
		}
		if repeated {
			*again = before(h.handshakeAcks, written)
		}
	}
	if p.finRank != 0 && seg.Ack == p.fin+1 {
		repeated := pure && h.finAcks > 0 && (quiet || h.owes&owesFin != 0)
		if h.finAcks == 0 || repeated || h.finAcked && of.Has(event.Fin) {
			role := event.FinAck
			if p.finRank == 2 {
				role = event.LastAckRole
			}
			r = r.With(role)
		}
		if repeated {
			*again = before(h.finAcks, written)
		}
	}
	if !pure || !same || r.Has(event.HandshakeAck) {
		return r
	}
	// A FIN alone is no data outstanding.
	outstanding := p.sent && segment.Less(seg.Ack, p.nxt) && !(p.finRank != 0 && seg.Ack == p.fin)
	switch {
	case outstanding && h.owes&owesProbe == 0 && (h.repeats(seg) || h.reports(p, seg, sack)):
		r = r.With(event.DupAck)
	case !sameWindow || h.windowZero() && seg.Window > 0: // the update before it was lost
		r = r.With(event.WindowUpdate)
	}
	if h.owes&owesKeepalive != 0 {
		r = r.With(event.KeepaliveAck)
	}
	if h.owes&owesStray != 0 {
		r = r.With(event.ChallengeAck)
	}
	return r
}

// repeats says that an ACK of h's, which acknowledges nothing new, says nothing
// else either: a duplicate ACK by RFC 5681 (2), which asks for the same window.
// A receiver that keeps a segment out of order has less room after it, and one
// that scales its window rounds; neither opens anything. So a window that shrinks
// counts as the same while it is not shut, and one that grows by a single unit
// too, for no receiver makes an update of that (RFC 9293, 3.8.6.2.2).
func (h *half) repeats(seg *segment.Segment) bool {
	return !h.winScaled || seg.Window == h.win || seg.Window > 0 && h.win > 0 && int(seg.Window) <= int(h.win)+1
}

// reports says that an ACK of h's reports a block that its last one did not, of
// what p has sent and h has not acknowledged: a duplicate ACK by RFC 6675 (2),
// "even if it ... changes the advertised window". A receiver puts the segment
// that it answers into the first block: RFC 2018 (4). One below the
// acknowledgement number is a duplicate segment's, RFC 2883, and reports nothing.
func (h *half) reports(p *half, seg *segment.Segment, sack segment.Block) bool {
	return sack != h.sack && segment.Less(seg.Ack, sack.Left) && segment.Less(sack.Left, sack.Right) &&
		segment.LessEq(sack.Right, p.nxt)
}

// firstBlock is the first block of a segment's SACK option, zero if it has none.
func firstBlock(seg *segment.Segment, raw []byte) segment.Block {
	if seg.Flags&(segment.SYN|segment.RST) == 0 && seg.Payload-seg.Transport > headerLen {
		if o, _ := seg.Options(raw); o.SACKs > 0 {
			return o.SACK[0]
		}
	}
	return segment.Block{}
}
