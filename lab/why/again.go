package why

import (
	"time"

	"netlab/hooks/event"
	"netlab/hooks/segment"
	"netlab/lab/story"
)

// again is why a segment was sent once more.
func (w *Reasons) again(r *story.Rung) []Reason {
	name, what := w.name(r.Host), thing(r)
	if t := r.Timer; t != nil {
		return w.ranOut(r, t)
	}
	c := r.Cause
	if c == nil {
		return nil
	}
	switch {
	case c.Kind == story.Call && c.Call.Op == "send":
		return nil
	case c.Kind != story.Packet:
		return nil
	case c.Seg.Proto == segment.ICMPv4:
		return because(secPMTU4, "again.mtu", name, what, uint32(r.Seg.PayloadLen()))
	case c.Seg.Proto == segment.ICMPv6:
		return because(secPMTU6, "again.mtu", name, what, uint32(r.Seg.PayloadLen()))
	case c.Seg.Proto != segment.TCP:
		return nil
	case r.Info.Role == event.SynAck && c.Seg.Has(segment.SYN):
		return because(secOther, "again.synack", name)
	case r.Info.Role == event.Syn:
		return because(secSynSent, "again.syn", name)
	case c.Seg.Has(segment.SYN|segment.ACK) && r.Seg.PayloadLen() > 0:
		return because(secFastOpen, "again.fastopen", name, what, rack(c))
	}
	return w.recovers(r, c)
}

// ranOut is why a segment was sent again by a timer.
func (w *Reasons) ranOut(r, t *story.Rung) []Reason {
	name, what, after := w.name(r.Host), thing(r), w.ran(t)
	switch t.Fired.Name {
	case "retransmission":
		b := w.book(r.Conn)
		if b.ran == 0 {
			return w.first(r)
		}
		cmp, sec := Part{}, secBackoff
		switch {
		case after >= b.after*19/10 && after <= b.after*21/10:
			cmp = part("rto.twice", b.after)
		case after >= b.after*9/10 && after <= b.after*11/10:
			cmp, sec = part("rto.same"), "" // not doubled: against RFC 6298 (5.5)
		}
		return because(sec, "again.rto.more", name, after, cmp, what, b.ran+1)
	case "probe":
		return because(secTLP, "again.tlp", name, after, what)
	case "reordering":
		return because(secRACK, "again.rack", name, after, what)
	case "persist":
		return because(secProbe, "again.persist", name, after, what)
	}
	return nil
}

// least is the shortest that a retransmission timer should run: RFC 6298 (2.1) before
// anything was measured, (2.4) afterwards.
const least = time.Second

// first is why the retransmission timer made a segment go again for the first time.
// That it ran for less than the least is remarked once in a run.
func (w *Reasons) first(r *story.Rung) []Reason {
	name, what, after := w.name(r.Host), thing(r), w.ran(r.Timer)
	v := w.vars(r.Conn, r.N-1)
	switch {
	case w.shortly || after <= 0 || after >= least:
		return because(secRTO, "again.rto", name, after, what)
	case v.Known.Has(story.VarISS|story.VarSndUna) && v.SndUna == v.ISS:
		return because(secRTO, "again.rto.short", name, after, what, "2.1")
	}
	return because(secRTO, "again.rto.short", name, after, what, "2.4")
}

// recovers is why an acknowledgement made a sender repeat something.
func (w *Reasons) recovers(r, c *story.Rung) []Reason {
	name, what := w.name(r.Host), thing(r)
	before, after, _ := w.arrives(c)
	if c.PeerConn != r.Conn || !after.Known.Has(story.VarSndUna) {
		return nil
	}
	b := w.book(r.Conn)
	o, _ := segment.DecodeOptions(c.Seg.OptionBytes(c.Head))
	sacks := o.SACKs > 0 && segment.Less(c.Seg.Ack, o.SACK[0].Left)
	const three = 3 // RFC 5681 (3.2)
	moved := segment.Less(before.SndUna, after.SndUna)
	switch {
	case moved && b.mending && b.byTimer:
		return because(secRTO, "again.afterrto", name, sent(&after, after.SndUna), what)
	case moved && b.mending:
		return because(secPartial, "again.partial", name, sent(&after, after.SndUna), sent(&after, b.recover), what)
	case !moved && b.dups == three && !sacks:
		return because(secFast, "again.fast", name, sent(&after, after.SndUna), what)
	case !moved && b.dups == three:
		return because(secFast, "again.fast.sack", name, sent(&after, after.SndUna), what, sent(&after, o.SACK[0].Left), sent(&after, o.SACK[0].Right))
	case sacks:
		return because(secSACKLoss, "again.sack", name, what, sent(&after, o.SACK[0].Left), sent(&after, o.SACK[0].Right))
	case !moved && b.dups > three:
		return because(secFast, "again.dups", name, sent(&after, after.SndUna), what, b.dups)
	}
	return nil
}
